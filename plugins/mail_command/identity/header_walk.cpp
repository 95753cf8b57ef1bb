#include "header_walk.h"

#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::mail_command::identity {

using mail::ascii::is_blank;

std::string_view header_walk::next_line() {
  const auto end = rest_.find('\n');
  auto line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<header_field> header_walk::next() {
  if (rest_.empty()) return std::nullopt;
  const auto line = next_line();
  if (line.empty()) {
    rest_ = {};
    return std::nullopt;
  }
  header_field out;
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    auto name = line.substr(0, colon);
    while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
    out.strict = name.size() == colon;
    const bool plain =
        !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (plain) out.name = name;
    out.body = line.substr(colon + 1);
  }
  while (!rest_.empty() && is_blank(rest_.front())) out.body += next_line();
  return out;
}

}  // namespace watchpost::mail_command::identity
