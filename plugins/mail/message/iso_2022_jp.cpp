#include "iso_2022_jp.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace watchpost::mail::message {
namespace {

enum class set : std::uint8_t { ascii, kana, jis_x_0208, jis_x_0212 };

struct escape {
  std::string_view code;  // behind ESC
  set to;
};
constexpr std::array escapes{
    escape{"(B", set::ascii},       escape{"(J", set::ascii},  // JIS X 0201, ASCII but for \ and ~
    escape{"(H", set::ascii},                                  // an old mistake for (J
    escape{"(I", set::kana},        escape{"$B", set::jis_x_0208},
    escape{"$@", set::jis_x_0208},  escape{"$(B", set::jis_x_0208},
    escape{"$(@", set::jis_x_0208}, escape{"&@", set::jis_x_0208},  // of 1990, before ESC $ B
    escape{"$(D", set::jis_x_0212},
};
constexpr std::string_view softbank_pages = "EFGOPQ";
constexpr char esc = '\x1b', shift_out = '\x0e', shift_in = '\x0f';

constexpr bool is_cell(char c) { return c >= 0x21 && c <= 0x7e; }

const escape* escape_at(std::string_view bytes) {
  const auto found = std::find_if(escapes.begin(), escapes.end(),
                                  [&](const escape& e) { return bytes.substr(1).starts_with(e.code); });
  return found == escapes.end() ? nullptr : &*found;
}

// The length of a SoftBank emoji at the front; 0: none.
std::size_t emoji_length(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[1] != '$' || softbank_pages.find(bytes[2]) == softbank_pages.npos) return 0;
  const auto end = bytes.find_first_of("\x0f\x1b\r\n", 3);
  if (end == bytes.npos) return bytes.size();
  return bytes[end] == shift_in ? end + 1 : end;
}

// Row and cell of JIS X 0208 as Shift_JIS.
std::array<char, 2> shifted(char row, char cell) {
  const int r = row - 0x21;
  const int lead = 0x81 + r / 2 + (r >= 62 ? 0x40 : 0);
  const int trail = r % 2 == 1 ? cell + 0x7e : cell + 0x1f + (cell >= 0x60 ? 1 : 0);
  return {static_cast<char>(lead), static_cast<char>(trail)};
}

class jis_reader {
 public:
  jis_reader(std::string_view bytes, const iso_2022_jp_runs& runs) : rest_(bytes), runs_(runs) {}

  void read() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == esc)
        read_escape();
      else if (c == shift_out || c == shift_in)
        shift(c == shift_out);
      else if (in_ == set::ascii || !is_cell(c))
        single(c);
      else if (in_ == set::kana)
        kana(c);
      else
        pair(c);
    }
    flush();
  }

 private:
  void read_escape() {
    if (const escape* e = escape_at(rest_)) {
      in_ = e->to;
      rest_.remove_prefix(1 + e->code.size());
    } else if (const auto length = emoji_length(rest_)) {
      run_ += '\x80';
      rest_.remove_prefix(length);
    } else {
      single(esc);
    }
  }

  void shift(bool out) {
    in_ = out ? set::kana : set::ascii;
    rest_.remove_prefix(1);
  }

  void single(char c) {
    if (c == '\n' || c == '\r') in_ = set::ascii;
    run_ += c;
    rest_.remove_prefix(1);
  }

  void kana(char c) {
    run_ += c <= 0x5f ? static_cast<char>(c | 0x80) : '\x80';
    rest_.remove_prefix(1);
  }

  void pair(char row) {
    if (rest_.size() < 2 || !is_cell(rest_[1])) {
      run_ += '\x80';
      rest_.remove_prefix(1);
      return;
    }
    if (in_ == set::jis_x_0208) {
      const auto two = shifted(row, rest_[1]);
      run_.append(two.data(), two.size());
    } else {
      flush();
      const std::array three{'\x8f', static_cast<char>(row | 0x80), static_cast<char>(rest_[1] | 0x80)};
      runs_.euc_jp({three.data(), three.size()});
    }
    rest_.remove_prefix(2);
  }

  void flush() {
    if (!run_.empty()) runs_.cp932(run_);
    run_.clear();
  }

  std::string_view rest_;
  const iso_2022_jp_runs& runs_;
  std::string run_;
  set in_ = set::ascii;
};

}  // namespace

bool has_japanese_escape(std::string_view bytes) {
  for (auto at = bytes.find(esc); at != bytes.npos; at = bytes.find(esc, at + 1))
    if (const escape* e = escape_at(bytes.substr(at)); e && e->to != set::ascii) return true;
  return false;
}

void read_iso_2022_jp(std::string_view bytes, const iso_2022_jp_runs& runs) {
  jis_reader{bytes, runs}.read();
}

}  // namespace watchpost::mail::message
