#include "smtp_syntax.h"

#include "text.h"

#include <algorithm>

namespace watchpost::sandbox {
namespace {

// RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain.
constexpr std::size_t longest_address = 64 + 1 + 255;

bool printable(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return c > ' ' && c < 127; });
}

// Where the path ends: the first '>' outside a quoted local part.
std::size_t path_end(std::string_view s) {
  bool quoted = false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (quoted && s[i] == '\\') {
      ++i;
    } else if (s[i] == '"') {
      quoted = !quoted;
    } else if (s[i] == '>' && !quoted) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<smtp_path> parse_path(std::string_view argument, std::string_view keyword) {
  if (!istarts_with(argument, keyword)) return std::nullopt;
  std::string_view rest = trim(argument.substr(keyword.size()));
  const auto end = path_end(rest);
  if (end == std::string_view::npos || rest[0] != '<') return std::nullopt;
  smtp_path path;
  std::string_view address = rest.substr(1, end - 1);
  if (address.starts_with('@')) {
    const auto colon = address.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    address.remove_prefix(colon + 1);
  }
  const auto at = address.rfind('@');
  if (!address.empty() && (at == std::string_view::npos || at == 0 || at + 1 == address.size()))
    return std::nullopt;
  if (address.size() > longest_address || address.find_first_of("<\r\n") != std::string_view::npos)
    return std::nullopt;
  if (std::ranges::any_of(address, [](char c) { return c >= 0 && (c < ' ' || c == 127); }))
    return std::nullopt;
  path.address = address;

  rest.remove_prefix(end + 1);
  if (!rest.empty() && rest[0] != ' ') return std::nullopt;
  for (rest = trim(rest); !rest.empty(); rest = trim(rest)) {
    const auto word = take_word(rest);
    const auto equals = word.find('=');
    if (!printable(word) || equals == 0 || path.parameters.size() >= 16) return std::nullopt;
    path.parameters.emplace_back(upper(word.substr(0, equals)),
                                 equals == std::string_view::npos ? "" : word.substr(equals + 1));
  }
  return path;
}

bool is_helo_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && printable(name) &&
         name.find_first_of("<>()@,;\"\\") == std::string_view::npos;
}

}  // namespace watchpost::sandbox
