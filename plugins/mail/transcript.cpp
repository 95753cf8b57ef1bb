#include "transcript.h"

#include "mail/text/split.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <limits>

namespace watchpost::mail {
namespace {

constexpr std::size_t half = transcript::max_size / 2;
constexpr std::size_t first_reserve = 512;

}  // namespace

// Stands before each line that is kept.
struct transcript::entry {
  std::uint64_t since;  // microseconds
  std::uint32_t cut;    // bytes that were left out at the end
  std::uint16_t size;
  voice whose;
  stage at;
};

std::string bytes_mark(std::uint64_t count) { return '<' + std::to_string(count) + " bytes>"; }

void transcript::add(voice whose, stage at, std::string_view lines) {
  const auto now = clock::now();
  if (head_.empty()) {
    began_ = now;
    head_.reserve(first_reserve);
  }
  const auto since =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now - began_).count());
  do add_line(whose, at, take_line(lines), since);
  while (!lines.empty());
}

void transcript::add_line(voice whose, stage at, std::string_view line, std::uint64_t since) {
  const std::size_t kept = std::min(line.size(), max_line);
  const auto cut = std::min<std::size_t>(line.size() - kept, std::numeric_limits<std::uint32_t>::max());
  const entry e{since, static_cast<std::uint32_t>(cut), static_cast<std::uint16_t>(kept), whose, at};
  const std::size_t size = sizeof e + kept;
  std::string* to = &head_;
  if (!tail_.empty() || head_.size() + size > half) {
    if (tail_.size() + size > half / 2) {
      left_out_ += tail_before_lines_;
      tail_before_.swap(tail_);
      tail_before_lines_ = tail_lines_;
      tail_.clear();
      tail_lines_ = 0;
    }
    to = &tail_;
    ++tail_lines_;
  }
  to->append(reinterpret_cast<const char*>(&e), sizeof e).append(line.substr(0, kept));
}

namespace {

// What printable() would replace, as \xHH.
void append_shown(std::string& to, std::string_view line) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  while (!line.empty()) {
    const auto run =
        static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), plain) - line.begin());
    to += line.substr(0, run);
    line.remove_prefix(run);
    if (line.empty()) return;
    std::size_t length = 1;  // of the UTF-8 sequence; 1: there is none
    for (std::size_t n = 2; n <= std::min<std::size_t>(4, line.size()) && length == 1; ++n)
      if (printable(line.substr(0, n)) == line.substr(0, n)) length = n;
    if (length > 1) {
      to += line.substr(0, length);
    } else {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned char>(line[0]));
      to += code.data();
    }
    line.remove_prefix(length);
  }
}

}  // namespace

std::string transcript::text() const {
  std::string out;
  const auto append = [&out](std::string_view entries) {
    static constexpr std::array<std::string_view, 3> voices{"C: ", "S: ", "-- "};
    while (!entries.empty()) {
      entry e;
      std::memcpy(&e, entries.data(), sizeof e);
      std::array<char, 48> place{};
      std::snprintf(place.data(), place.size(), "%10.3f  %-12s  ", static_cast<double>(e.since) / 1000,
                    std::string(name(e.at)).c_str());
      out += place.data();
      out += voices[static_cast<std::size_t>(e.whose)];
      append_shown(out, entries.substr(sizeof e, e.size));
      if (e.cut > 0) out += " <" + std::to_string(e.cut) + " bytes more>";
      out += '\n';
      entries.remove_prefix(sizeof e + e.size);
    }
  };
  append(head_);
  if (left_out_ > 0) out += "            <" + std::to_string(left_out_) + " lines left out>\n";
  append(tail_before_);
  append(tail_);
  return out;
}

}  // namespace watchpost::mail
