#include "value.h"

#include "../../mail/message/fold.h"
#include "words.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace watchpost::mail_command {
namespace {

using mail::message::fold;

std::optional<point::value> read_digital(const point::info& of, std::string_view text) {
  const std::string folded = fold(text);
  // The point's own words first: they may be the other way round than the general ones.
  if (folded == fold(of.on_word)) return point::value(true);
  if (folded == fold(of.off_word)) return point::value(false);
  if (const auto what = verb_of(folded); what == verb::on || what == verb::off)
    return point::value(what == verb::on);
  return point::parse(of, folded);
}

std::optional<point::value> read_number(const point::info& of, std::string_view text) {
  std::string folded = fold(text);
  // What a Japanese keyboard has where others have the minus sign.
  static constexpr std::string_view long_vowel = "ー";
  if (folded.starts_with(long_vowel)) folded.replace(0, long_vowel.size(), "-");
  const std::string unit = fold(of.unit);
  if (!unit.empty() && folded.ends_with(unit)) folded.resize(folded.size() - unit.size());
  while (folded.ends_with(' ')) folded.pop_back();
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

}  // namespace watchpost::mail_command
