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

struct line_seen {
  std::string_view text;  // without blanks
  line_kind kind;
  // The first part of an attribution that a mail program wrapped:
  // "On Wed, 25 Nov 2026, Foo <foo@example.org>".
  bool may_announce;
};

// "On ", "Am ", "Le ", a date.
bool begins_attribution(std::string_view folded) {
  constexpr std::array<std::string_view, 15> openings{"on ", "am ", "le ",  "el ",     "il ",
                                                      "op ", "em ", "den ", "w dniu ", "dnia ",
                                                      "在",  "于",  "於",   "寄件者",  "ke "};
  return std::any_of(openings.begin(), openings.end(), [&](auto each) { return folded.starts_with(each); }) ||
         (!folded.empty() && folded.front() >= '0' && folded.front() <= '9');
}

line_seen look_at(std::string_view line, std::size_t most) {
  const auto text = without_blanks(line);
  // What no line is recognised by is not folded.
  const std::string folded = fold(utf8_front(text, most));
  const bool dated = std::any_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool named = folded.find(',') != folded.npos || folded.find('@') != folded.npos ||
                     folded.find("、") != folded.npos || folded.find("年") != folded.npos;
  const bool long_enough = folded.size() >= 15;
  return {text, kind_of_line(text, folded), dated && named && long_enough && begins_attribution(folded)};
}

class line_reader {
 public:
  line_reader(std::string_view text, const written_limits& most) : most_(most) {
    while (!text.empty()) all_.push_back(look_at(take_line(text), most.line));
  }

  written read() {
    std::size_t at = 0;
    for (; at < all_.size(); ++at) {
      const line_seen& line = all_[at];
      if (line.text.empty()) {
        gap_ = !out_.lines.empty();
        continue;
      }
      if (line.kind == line_kind::end || line.kind == line_kind::sender || begins_header(at)) break;
      if (line.kind == line_kind::rule) {
        out_.ruled_off = next(at + 1) < all_.size();
        break;
      }
      if (const std::size_t last = attribution_at(at); last != none) {
        if (!is_quoted(next(last + 1))) break;
        at = last;
        continue;
      }
      if (!keep(line)) break;
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t nearby = 3;  // lines in which another line of a header is looked for
  static constexpr std::size_t most_wrapped = 2;

  // The first line from `at` on that is not empty.
  std::size_t next(std::size_t at) const {
    while (at < all_.size() && all_[at].text.empty()) ++at;
    return at;
  }

  // Not every mail program marks each line that it quotes: then all of it ends the text.
  bool is_quoted(std::size_t at) const { return at < all_.size() && all_[at].kind == line_kind::quoted; }

  // Two lines of a header near to each other; one alone may be anything.
  bool begins_header(std::size_t at) const {
    if (all_[at].kind != line_kind::header) return false;
    for (std::size_t i = 0; i < nearby; ++i) {
      at = next(at + 1);
      if (at >= all_.size()) return false;
      if (all_[at].kind == line_kind::header || all_[at].kind == line_kind::sender) return true;
    }
    return false;
  }

  // The last line of the attribution that begins there, which a mail program may have wrapped: "On Wed, 25
  // Nov 2026, Foo <foo@example.org>".
  std::size_t attribution_at(std::size_t at) const {
    if (all_[at].kind == line_kind::attribution) return at;
    if (!all_[at].may_announce) return none;
    for (std::size_t i = 0; i < most_wrapped; ++i) {
      at = next(at + 1);
      if (at >= all_.size()) return none;
      if (all_[at].kind == line_kind::attribution) return at;
    }
    return none;
  }

  // False: no more.
  bool keep(const line_seen& line) {
    const bool quoted = line.kind == line_kind::quoted;
    if (line.text.size() > most_.line && !quoted) {
      ++out_.too_long;
      out_.cut = true;
      return true;
    }
    if (!quoted && kept_ >= most_.lines) {
      out_.cut = true;
      return false;
    }
    if (!quoted) ++kept_;
    if (std::exchange(gap_, false)) out_.lines.emplace_back();
    out_.lines.emplace_back(utf8_front(line.text, most_.line));
    return true;
  }

  const written_limits& most_;
  std::vector<line_seen> all_;
  bool gap_ = false;  // empty lines stand before the next one
  std::size_t kept_ = 0;
  written out_;
};

}  // namespace

written written_lines(std::string_view text, const written_limits& most) {
  return line_reader{text, most}.read();
}

}  // namespace watchpost::mail::message
