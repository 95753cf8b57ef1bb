#include "marks.h"

#include "mail/text/ascii.h"
#include "tokens.h"

#include <algorithm>
#include <array>
#include <optional>

namespace watchpost::mail_command::grammar {
namespace {

namespace ascii = mail::ascii;

// These are signs of a list with a blank behind them only, those without.
constexpr auto blank_bullets = std::to_array<std::string_view>({"*", "-", "–", "—", "o"});
constexpr auto bullets =
    std::to_array<std::string_view>({"•", "・", "‣", "◦", "▪", "●", "○", "■", "◆", "◇", "\xef\x82\xb7"});
constexpr std::string_view emphasis = "*_";
constexpr std::size_t most_signs = 3;  // "***x***"

bool begins_blank(std::string_view text) {
  const auto rest = trimmed(text);
  return !rest.empty() && rest.data() != text.data();
}

// "1.", "12)", "(3)" in front of a blank.
std::size_t number_sign(std::string_view line) {
  std::size_t at = line.starts_with('(') ? 1 : 0;
  const std::size_t digits = at;
  while (at < line.size() && at < digits + 2 && ascii::is_digit(line[at])) ++at;
  if (at == digits || at >= line.size() || (line[at] != ')' && (line[at] != '.' || digits != 0))) return 0;
  return begins_blank(line.substr(at + 1)) ? at + 1 : 0;
}

bool opens_word(std::string_view line, std::size_t at) {
  return at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t' || line[at - 1] == ',' ||
         ascii::is_eight_bit(line[at - 1]);
}

bool closes_word(std::string_view line, std::size_t end) {
  return end >= line.size() || !(ascii::is_alnum(line[end]) || emphasis.find(line[end]) != emphasis.npos);
}

std::size_t run(std::string_view line, std::size_t at) {
  const auto end = line.find_first_not_of(line[at], at);
  return (end == line.npos ? line.size() : end) - at;
}

// Where the emphasis that begins at `at` with `size` signs ends.
std::optional<std::size_t> end_of(std::string_view line, std::size_t at, std::size_t size) {
  for (std::size_t i = at + size + 1; i < line.size(); ++i) {
    if (line[i] != line[at]) continue;
    const std::size_t here = run(line, i);
    const char before = line[i - 1];
    if (here == size && before != ' ' && before != '\t' && before != line[at] && closes_word(line, i + here))
      return i;
    i += here - 1;
  }
  return std::nullopt;
}

std::string without_emphasis(std::string_view line) {
  std::string out(line);
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] == '"') {
      const auto close = out.find('"', at + 1);
      if (close == std::string::npos) break;
      at = close;
      continue;
    }
    if (emphasis.find(out[at]) == emphasis.npos) continue;
    const std::size_t size = run(out, at);
    const bool opens =
        size <= most_signs && opens_word(out, at) && at + size < out.size() && out[at + size] != ' ';
    const auto end = opens ? end_of(out, at, size) : std::nullopt;
    if (!end) {
      at += size - 1;
      continue;
    }
    out.erase(*end, size);
    out.erase(at, size);
    --at;  // another emphasis may be inside
  }
  return out;
}

}  // namespace

std::string_view without_bullet(std::string_view line) {
  line = trimmed(line);
  for (const auto sign : bullets)
    if (line.starts_with(sign)) return trimmed(line.substr(sign.size()));
  for (const auto sign : blank_bullets)
    if (line.starts_with(sign) && begins_blank(line.substr(sign.size())))
      return trimmed(line.substr(sign.size()));
  return trimmed(line.substr(number_sign(line)));
}

std::string without_marks(std::string_view line) {
  std::string out = without_emphasis(without_bullet(line));
  return std::string(trimmed(out));
}

bool is_separator(std::string_view folded) {
  std::size_t signs = 0;
  for (const char c : folded) {
    if (c == ' ') continue;
    if (ascii::is_alnum(c) || c == '?') return false;
    ++signs;
  }
  return signs >= 3 && !has_japanese(folded) &&
         std::all_of(folded.begin(), folded.end(), [](char c) { return !ascii::is_eight_bit(c); });
}

bool is_labelled(std::string_view folded) {
  constexpr std::size_t most_label = 40, most_words = 3;
  const auto colon = folded.find(':');
  if (colon == folded.npos || colon == 0 || colon > most_label) return false;
  const auto label = folded.substr(0, colon);
  const auto plain = [](char c) {
    return ascii::is_alpha(c) || ascii::is_eight_bit(c) || c == ' ' || c == '-' || c == '*';
  };
  return std::all_of(label.begin(), label.end(), plain) &&
         std::count(label.begin(), label.end(), ' ') < static_cast<std::ptrdiff_t>(most_words);
}

}  // namespace watchpost::mail_command::grammar
