#include "modifiers.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "time_words.h"
#include "tokens.h"
#include "words.h"

#include <algorithm>
#include <array>
#include <vector>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

enum class time_kind : std::uint8_t { lasting, until, before };

struct preposition {
  std::string_view word;
  time_kind kind;
};
constexpr std::array prepositions{
    preposition{"for", time_kind::lasting}, preposition{"until", time_kind::until},
    preposition{"till", time_kind::until}, preposition{"before", time_kind::before}};
// Longer ones before those that they end with.
constexpr std::array postpositions{
    preposition{"までに", time_kind::before}, preposition{"まで", time_kind::until},
    preposition{"間", time_kind::lasting}, preposition{"だけ", time_kind::lasting}};

template <class T>
void put(std::optional<T>& place, T value, std::string_view written, modifiers& into) {
  if (place && !into.wrong) {
    into.wrong = fault_kind::twice;
    into.wrong_word = written;
  }
  place = value;
}

// False: `folded` is none of that kind.
bool put(time_kind kind, std::string_view folded, std::string_view written, modifiers& into) {
  if (kind == time_kind::lasting) {
    const auto length = read_duration(folded);
    if (length) put(into.lasting, *length, written, into);
    return length.has_value();
  }
  const auto time = read_time(folded);
  if (time) put(kind == time_kind::until ? into.until : into.before, *time, written, into);
  return time.has_value();
}

// "18:30まで", "明日 7時まで", "10分間".
bool put_japanese(std::string_view written, modifiers& into) {
  const std::string folded = fold(written);
  for (const auto& p : postpositions) {
    if (!folded.ends_with(p.word)) continue;
    std::string_view time = folded;
    time.remove_suffix(p.word.size());
    if (put(p.kind, time, written, into)) return true;
    // "1時間" has the unit's own last character.
    if (p.word == "間" && put(p.kind, folded, written, into)) return true;
  }
  return false;
}

// "for 10 minutes", "until tomorrow 7:00"
bool put_english(std::string_view written, modifiers& into) {
  const std::string folded = fold(written);
  for (const auto& p : prepositions)
    if (folded.starts_with(p.word) && folded.size() > p.word.size() && folded[p.word.size()] == ' ')
      return put(p.kind, std::string_view(folded).substr(p.word.size() + 1), written, into);
  return false;
}

bool put_any(std::string_view written, modifiers& into) {
  if (has_script_digit(written)) return false;
  const std::string folded = fold(written);
  if (is_dry_run(folded) || folded == "dry run") {
    into.dry_run = true;
    return true;
  }
  return is_polite(folded) || put_japanese(written, into) || put_english(written, into);
}

constexpr int most_modifiers = 8;   // of a line; each costs another look at all of its words
constexpr std::size_t longest = 4;  // words of a modifier: "until tomorrow 6:30 pm"

bool all_words(const std::vector<token>& of, std::size_t begin, std::size_t end) {
  return std::all_of(of.begin() + static_cast<std::ptrdiff_t>(begin),
                     of.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const token& t) { return t.kind == token_kind::word; });
}

// One at the end or the front of `text` is put, and cut off with the comma at it: "stop pump1, please".
bool take_one(std::string_view& text, modifiers& into) {
  const auto found = tokens(text);
  if (!found || found->empty()) return false;
  const auto& words = *found;
  const std::size_t n = words.size();
  for (std::size_t count = std::min(longest, n); count > 0; --count) {
    if (all_words(words, n - count, n) && put_any(text.substr(words[n - count].begin), into)) {
      text = text.substr(0, words[n - count].begin);
      if (n > count && words[n - count - 1].kind == token_kind::comma)
        text = text.substr(0, words[n - count - 1].begin);
      return true;
    }
    if (all_words(words, 0, count) && put_any(text.substr(0, words[count - 1].end), into)) {
      text = text.substr(words[count - 1].end);
      if (n > count && words[count].kind == token_kind::comma)
        text = text.substr(text.find(words[count].raw) + words[count].raw.size());
      return true;
    }
  }
  const token& last = words.back();
  const auto at = last.raw.rfind(object_particle);
  if (last.kind != token_kind::word || at == std::string_view::npos ||
      at + object_particle.size() == last.raw.size())
    return false;
  if (!put_any(last.raw.substr(at + object_particle.size()), into)) return false;
  text = text.substr(0, last.begin + at + object_particle.size());
  return true;
}

}  // namespace

std::string_view take_modifiers(std::string_view text, modifiers& into) {
  for (int i = 0; i < most_modifiers && take_one(text, into); ++i) text = trimmed(text);
  return text;
}

bool is_time_word(std::string_view folded) {
  const auto digit = mail::ascii::is_digit;
  for (const auto& p : prepositions)
    if (folded == p.word) return true;
  if (folded.empty() || !digit(folded.front())) return false;
  return folded.ends_with("まで") || folded.ends_with("までに") || folded.ends_with("分間") ||
         folded.ends_with("秒間") || folded.ends_with("時間");
}

}  // namespace watchpost::mail_command::grammar
