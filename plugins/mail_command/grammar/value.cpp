#include "value.h"

#include "mail/text/fold.h"
#include "tokens.h"
#include "words.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

std::optional<point::value> read_digital(const point::info& of, std::string_view text) {
  if (has_script_digit(text)) return std::nullopt;
  const std::string folded = fold(text);
  // The point's own words first: they may be the other way round than the general ones.
  if (folded == fold(of.on_word)) return point::value(true);
  if (folded == fold(of.off_word)) return point::value(false);
  if (const auto action = verb_of(folded); action == verb::on || action == verb::off)
    return point::value(action == verb::on);
  return point::parse(of, folded);
}

// The length of the sign and digits, of any width, at the front.
std::size_t length_of_number(std::string_view text) {
  static constexpr std::string_view plain = "0123456789.,+-";
  // Signs of keyboards and fonts; "ー" is what a Japanese one has where others have the minus.
  static constexpr std::array<std::string_view, 11> others{"−", "－", "‐",  "‑",  "‒", "–",
                                                           "—", "ー", "＋", "．", "，"};
  std::size_t at = 0;
  while (at < text.size()) {
    const auto rest = text.substr(at);
    const auto sign = std::find_if(others.begin(), others.end(), [&](auto s) { return rest.starts_with(s); });
    if (plain.find(text[at]) != std::string_view::npos)
      ++at;
    else if (rest.size() >= 3 && rest.substr(0, 3) >= "０" && rest.substr(0, 3) <= "９")
      at += 3;
    else if (sign != others.end())
      at += sign->size();
    else
      break;
  }
  return at;
}

// "c" for "°C" and "℃", as points have either.
std::string unit_of(std::string_view text) {
  std::string folded = fold(text);
  static constexpr std::string_view degree = "°";
  if (folded == "度") return "c";
  return folded.starts_with(degree) && folded.size() == degree.size() + 1 ? folded.substr(degree.size())
                                                                          : folded;
}

// What folding makes a digit is none here: "3²" is not 32.
std::optional<point::value> read_number(const point::info& of, std::string_view text) {
  const auto end = length_of_number(text);
  const std::string unit = unit_of(text.substr(end));
  if (!unit.empty() && unit != unit_of(of.unit)) return std::nullopt;
  std::string folded = fold(text.substr(0, end));
  static constexpr std::string_view long_vowel = "ー";
  if (folded.starts_with(long_vowel)) folded.replace(0, long_vowel.size(), "-");
  static constexpr std::string_view digits = "0123456789.+-";
  const bool plain = std::all_of(folded.begin(), folded.end(),
                                 [](char c) { return digits.find(c) != std::string_view::npos; });
  return plain ? point::parse(of, folded) : std::nullopt;
}

}  // namespace

std::optional<point::value> read_value(const point::info& of, std::string_view text) {
  switch (of.kind) {
    case point::kind::digital: return read_digital(of, text);
    case point::kind::text: return point::parse(of, text);
    default: return read_number(of, text);
  }
}

}  // namespace watchpost::mail_command::grammar
