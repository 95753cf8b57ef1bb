#include "engine/text.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <algorithm>
#include <cstdint>

namespace watchpost::engine {
namespace {

constexpr char32_t bad = 0xFFFD;

struct decoded {
  char32_t code;
  std::size_t length;
};

// Strict UTF-8 (RFC 3629): one code point from the front of non-empty text.
decoded decode(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {bad, 1};
  char32_t code = static_cast<char32_t>(lead & (0xFFu >> (length + 1)));
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {bad, 1};
    code = (code << 6) | (at(i) & 0x3Fu);
  }
  const bool shortest = length == 2 || (length == 3 ? code >= 0x800 : code >= 0x10000);
  if (!shortest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {bad, 1};
  return {code, length};
}

bool control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::size_t width(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  const bool wide =
      (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(text.size(), limit));
  while (!text.empty()) {
    const auto [code, length] = decode(text);
    const std::string_view piece = code == bad && length == 1 ? "\xEF\xBF\xBD"
                                   : control(code)            ? " "
                                                              : text.substr(0, length);
    if (out.size() + piece.size() > limit) break;
    out += piece;
    text.remove_prefix(length);
  }
  return out;
}

std::string near_match(std::string_view word, std::span<const std::string> candidates) {
  return std::string(plugin::nearest(word, candidates));
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto best = near_match(word, candidates);
  return best.empty() ? std::string{} : ", did you mean " + in_quotes(best) + "?";
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::string in_quotes(std::string_view value) {
  constexpr std::size_t longest = 120;
  return "'" + one_line(value, longest) + (value.size() > longest ? "…'" : "'");
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto [code, length] = decode(text);
    columns += width(code);
    text.remove_prefix(length);
  }
  return columns;
}

std::string fit(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::string out;
  std::size_t used = 1;  // the ellipsis
  while (!text.empty()) {
    const auto [code, length] = decode(text);
    if (used + width(code) > columns) break;
    used += width(code);
    out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return columns == 0 ? std::string{} : out + "…";
}

}  // namespace watchpost::engine
