#include "queue_id.h"

#include "../message/ascii.h"

#include <algorithm>

namespace watchpost::mail::smtp {
namespace {

constexpr std::size_t max_id = 64;

constexpr bool is_id_char(char c) {
  return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+';
}

// The id at the front of `text`; empty when there is none of sensible length.
std::string leading_id(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_id_char);
  auto id = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  while (!id.empty() && id.back() == '.') id.remove_suffix(1);
  return id.size() <= max_id ? std::string{id} : std::string{};
}

}  // namespace

std::string queue_id(std::string_view text) {
  std::string small{text.substr(0, 1024)};
  std::transform(small.begin(), small.end(), small.begin(), ascii::lower);
  for (const std::string_view mark : {"queued as ", "internalid=", " id=", "message queued (", " qp "}) {
    const auto at = small.find(mark);
    if (at == std::string::npos) continue;
    if (auto id = leading_id(text.substr(at + mark.size())); !id.empty()) return id;
  }
  if (const auto at = small.find(" message accepted for delivery"); at != std::string::npos) {
    const auto begin = at == 0 ? 0 : small.rfind(' ', at - 1) + 1;  // npos + 1 == 0
    return leading_id(text.substr(begin, at - begin));
  }
  return {};
}

}  // namespace watchpost::mail::smtp
