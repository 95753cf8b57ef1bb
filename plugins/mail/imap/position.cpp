#include "position.h"

#include "number_set.h"

namespace watchpost::mail::imap {

std::string to_position(numbering n) { return std::to_string(n.validity) + ':' + std::to_string(n.next); }

std::optional<numbering> parse_position(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto validity = to_number(text.substr(0, colon)), next = to_number(text.substr(colon + 1));
  if (!validity || !next || *validity == 0 || *next == 0) return std::nullopt;
  return numbering{*validity, *next};
}

}  // namespace watchpost::mail::imap
