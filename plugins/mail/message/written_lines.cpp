#include "written_lines.h"

#include "fold.h"
#include "lines.h"
#include "utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace watchpost::mail::message {
namespace {

constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\xc2\xa0", "\xe3\x80\x80", "\f", "\xef\xbb\xbf"};

std::string_view without_blanks(std::string_view text) {
  const auto cut_front = [&](auto blank) {
    return text.starts_with(blank) && (text.remove_prefix(blank.size()), true);
  };
  const auto cut_back = [&](auto blank) {
    return text.ends_with(blank) && (text.remove_suffix(blank.size()), true);
  };
  while (std::any_of(blanks.begin(), blanks.end(), cut_front)) {
  }
  while (std::any_of(blanks.begin(), blanks.end(), cut_back)) {
  }
  return text;
}

struct read_line {
  std::string_view text;  // without blanks
  line_kind kind;
  // The first part of an attribution that a mail program wrapped:
  // "On Wed, 25 Nov 2026, Foo <foo@example.org>".
  bool may_announce;
};

read_line look_at(std::string_view line, std::size_t most) {
  const auto text = without_blanks(line);
  // What no line is recognised by is not folded.
  const std::string folded = fold(utf8_front(text, most));
  const bool dated = std::any_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool named = folded.find(',') != folded.npos || folded.find('@') != folded.npos ||
                     folded.find("、") != folded.npos || folded.find("年") != folded.npos;
  const bool long_enough = folded.size() >= 15;
  const bool begins =
      folded.starts_with("on ") || (!folded.empty() && folded.front() >= '0' && folded.front() <= '9');
  return {text, kind_of_line(text, folded), dated && named && long_enough && begins};
}

class line_reader {
 public:
  line_reader(std::string_view text, const written_limits& most) : rest_(text), most_(most) {}

  written read() {
    while (const auto line = next()) {
      if (line->kind == line_kind::end) break;
      if (line->kind == line_kind::rule && !out_.lines.empty()) {
        out_.ruled_off = !trimmed_rest().empty();
        break;
      }
      if (line->kind == line_kind::attribution || announces(*line)) {
        if (!is_quoted_below()) break;
        continue;
      }
      if (line->kind == line_kind::text && !keep(line->text)) break;
    }
    return std::move(out_);
  }

 private:
  // The next line that is not empty.
  std::optional<read_line> next() {
    if (ahead_) return std::exchange(ahead_, std::nullopt);
    while (!rest_.empty()) {
      auto line = look_at(take_line(rest_), most_.line);
      if (!line.text.empty()) return line;
    }
    return std::nullopt;
  }

  // Whether the line after it, which is taken then, ends the attribution that it begins.
  bool announces(const read_line& line) {
    if (!line.may_announce) return false;
    ahead_ = next();
    if (!ahead_ || ahead_->kind != line_kind::attribution || ahead_->may_announce) return false;
    ahead_.reset();
    return true;
  }

  // Not every mail program marks each line that it quotes: then all of it ends the text.
  bool is_quoted_below() {
    ahead_ = next();
    return ahead_ && ahead_->kind == line_kind::quoted;
  }

  // False: no more.
  bool keep(std::string_view line) {
    if (line.size() > most_.line) {
      ++out_.too_long;
      out_.cut = true;
      return true;
    }
    if (out_.lines.size() >= most_.lines) {
      out_.cut = true;
      return false;
    }
    out_.lines.emplace_back(line);
    return true;
  }

  std::string_view trimmed_rest() const {
    auto rest = rest_;
    while (!rest.empty()) {
      auto begin = rest;
      if (!without_blanks(take_line(rest)).empty()) return begin;
    }
    return {};
  }

  std::string_view rest_;
  const written_limits& most_;
  std::optional<read_line> ahead_;
  written out_;
};

}  // namespace

written written_lines(std::string_view text, const written_limits& most) {
  return line_reader{text, most}.read();
}

}  // namespace watchpost::mail::message
