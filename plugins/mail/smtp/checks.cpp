#include "checks.h"

#include "../message/address.h"
#include "../message/ascii.h"
#include "text.h"

#include <algorithm>

namespace watchpost::mail::smtp {
namespace {

constexpr std::size_t max_recipients = 100;  // RFC 5321 section 4.5.3.1.8: what every server takes
constexpr std::size_t max_ehlo_name = 255;

failure own_fault(stage at, std::string detail) {
  failure f;
  f.at = at;
  f.why = cause::internal;
  f.detail = std::move(detail);
  return f;
}

std::optional<failure> address_failure(stage at, std::string_view what, std::string_view address) {
  const auto bad = message::address_fault(address);
  if (bad.empty()) return std::nullopt;
  std::string detail{what};
  ((((detail += " '") += printable(address)) += "' ") += bad);
  if (std::any_of(address.begin(), address.end(), ascii::is_eight_bit))
    detail += "; internationalised addresses (SMTPUTF8) are not supported";
  return own_fault(at, std::move(detail));
}

}  // namespace

std::optional<failure> fault_of(const settings& how) {
  const auto& name = how.ehlo_name;
  const auto graphic = [](char c) { return c > 0x20 && c < 0x7f; };
  if (name.size() > max_ehlo_name || !std::all_of(name.begin(), name.end(), graphic))
    return own_fault(stage::capabilities, "the EHLO name '" + printable(name) + "' is no host name");
  return std::nullopt;
}

std::optional<failure> fault_of(const envelope& who) {
  if (!who.from.empty())
    if (auto f = address_failure(stage::sender, "the sender", who.from)) return f;
  if (who.to.empty()) return own_fault(stage::recipient, "there is no recipient");
  if (who.to.size() > max_recipients)
    return own_fault(stage::recipient, "there are more than 100 recipients");
  for (const auto& to : who.to)
    if (auto f = address_failure(stage::recipient, "the recipient", to)) return f;
  return std::nullopt;
}

std::optional<failure> fault_of_text(std::string_view message) {
  const auto bad = text_fault(message);
  if (bad.empty()) return std::nullopt;
  return own_fault(stage::data, std::string{bad});
}

}  // namespace watchpost::mail::smtp
