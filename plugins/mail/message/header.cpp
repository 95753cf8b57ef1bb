#include "header.h"

#include "../failure.h"
#include "ascii.h"

namespace watchpost::mail::message {
namespace {

using ascii::is_blank;
using ascii::same_word;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Cuts the next line off `rest`, without its end.
std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// The field name of `line`, blanks before the colon dropped (RFC 5322 section 4.5); empty: no field starts
// here.
std::string_view field_name(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || is_blank(line.front())) return {};
  return trimmed(line.substr(0, colon));
}

}  // namespace

std::vector<std::string> fields(std::string_view header, std::string_view name, std::size_t most) {
  std::vector<std::string> found;
  while (!header.empty() && found.size() < most) {
    const auto line = next_line(header);
    if (line.empty()) break;
    if (!same_word(field_name(line), name) || name.empty()) continue;
    std::string body{line.substr(line.find(':') + 1)};
    while (!header.empty() && is_blank(header.front())) body += next_line(header);
    found.emplace_back(trimmed(body));
  }
  return found;
}

std::optional<std::string> field(std::string_view header, std::string_view name, std::size_t nth) {
  auto found = fields(header, name, nth + 1);
  if (found.size() <= nth) return std::nullopt;
  return std::move(found.back());
}

std::string one_line(std::string_view body) {
  std::string out;
  for (const char c : trimmed(body)) {
    if (!is_blank(c))
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return printable(out);
}

std::string_view header_block(std::string_view text) {
  auto rest = text;
  while (!rest.empty() && !next_line(rest).empty()) {
  }
  return text.substr(0, text.size() - rest.size());
}

std::optional<std::int64_t> received_at(std::string_view header) {
  const auto received = field(header, "Received");
  if (!received) return std::nullopt;
  const auto semicolon = received->rfind(';');
  if (semicolon == std::string::npos) return std::nullopt;
  return parse_date(std::string_view{*received}.substr(semicolon + 1));
}

}  // namespace watchpost::mail::message
