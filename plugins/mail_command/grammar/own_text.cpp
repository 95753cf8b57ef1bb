#include "own_text.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/hex.h"

#include <algorithm>

namespace watchpost::mail_command::grammar {
namespace {

namespace ascii = mail::ascii;

constexpr std::string_view mark_begin = "[watchpost:";
constexpr std::size_t mark_digits = 12;
constexpr bilingual to_send_back{"to send back: ", "返信に書く言葉: "};

bool holds_mark(std::string_view folded) {
  for (auto at = folded.find(mark_begin); at != folded.npos; at = folded.find(mark_begin, at + 1)) {
    const auto digits = folded.substr(at + mark_begin.size(), mark_digits);
    if (digits.size() == mark_digits && mail::is_hex(digits)) return true;
  }
  return false;
}

// "200 done", "450 まだ...": 2xx, 4xx or 5xx, a blank, and words.
bool is_line_of_answer(std::string_view folded) {
  const auto begin = std::min(folded.find_first_not_of(">|:* "), folded.size());
  folded.remove_prefix(begin);
  return folded.size() > 4 && (folded[0] == '2' || folded[0] == '4' || folded[0] == '5') &&
         ascii::is_digit(folded[1]) && ascii::is_digit(folded[2]) && folded[3] == ' ' &&
         (ascii::is_alpha(folded[4]) || ascii::is_eight_bit(folded[4]));
}

}  // namespace

std::string own_mark(std::string_view digest) {
  return std::string(mark_begin) + std::string(digest.substr(0, mark_digits)) + ']';
}

std::string shown_to_copy(std::string_view words, language in) {
  return "    " + std::string(to_send_back.in(in)) + std::string(words) + "\n";
}

bool is_own_text(std::string_view folded) {
  static const std::string shown = mail::fold(to_send_back.ja);
  return holds_mark(folded) || is_line_of_answer(folded) || folded.find(to_send_back.en) != folded.npos ||
         folded.find(shown) != folded.npos;
}

}  // namespace watchpost::mail_command::grammar
