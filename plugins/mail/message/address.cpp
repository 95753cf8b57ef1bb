#include "address.h"

#include "ascii.h"

#include <algorithm>

namespace watchpost::mail::message {
namespace {

constexpr std::size_t max_local = 64;     // RFC 5321 section 4.5.3.1.1
constexpr std::size_t max_domain = 255;   // section 4.5.3.1.2
constexpr std::size_t max_address = 254;  // a path of 256 octets less its <>
constexpr std::size_t max_label = 63;     // RFC 1035 section 2.3.4

using ascii::is_alnum;

constexpr bool is_atext(char c) {
  return is_alnum(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

// Splits at '.', every part not empty and accepted.
template <class Accepts>
bool dotted(std::string_view text, Accepts accepts) {
  for (;;) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    if (part.empty() || !accepts(part)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// The length of the local part at the front of `address`; npos when there is none.
std::size_t local_length(std::string_view address) {
  if (address.empty() || address.front() != '"') {
    const auto at = address.find('@');
    if (at == std::string_view::npos) return at;
    const auto atoms = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_atext); };
    return dotted(address.substr(0, at), atoms) ? at : std::string_view::npos;
  }
  for (std::size_t i = 1; i < address.size(); ++i) {
    if (address[i] == '"') return i + 1;
    if (address[i] == '\\' && ++i == address.size()) break;
  }
  return std::string_view::npos;
}

bool is_label(std::string_view label) {
  return label.size() <= max_label && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
    domain = domain.substr(1, domain.size() - 2);
    return std::all_of(domain.begin(), domain.end(),
                       [](char c) { return is_alnum(c) || c == '.' || c == ':' || c == '-'; });
  }
  return dotted(domain, is_label);
}

}  // namespace

std::string_view address_fault(std::string_view address) {
  if (address.empty()) return "is empty";
  if (std::any_of(address.begin(), address.end(), ascii::is_eight_bit)) return "holds a non-ASCII byte";
  if (std::any_of(address.begin(), address.end(), ascii::is_control)) return "holds a control byte";
  if (address.size() > max_address) return "is too long";
  const auto local = local_length(address);
  if (local == std::string_view::npos || local >= address.size() || address[local] != '@')
    return "is not local-part@domain";
  if (local > max_local) return "has a local part that is too long";
  const auto domain = address.substr(local + 1);
  if (domain.size() > max_domain || !is_domain(domain)) return "has no valid domain";
  return {};
}

}  // namespace watchpost::mail::message
