#include "spoken_languages.h"

#include "mail/json/record.h"
#include "mail_command/identity/sender.h"

#include <algorithm>

namespace watchpost::mail_command::alarm {

bool spoken_languages::take(std::string_view value) {
  auto kept = mail::json::read_record<spoken_languages>(value);
  if (kept) *this = std::move(*kept);
  return kept.has_value();
}

plugin::edits spoken_languages::wrote(std::string_view address, grammar::language in,
                                      std::span<const std::string> addressees) {
  const auto addressed = [&](const auto& known) {
    return std::any_of(addressees.begin(), addressees.end(),
                       [&](const std::string& a) { return identity::same_address(a, known); });
  };
  if (!addressed(address) || of(address) == in) return {};
  std::erase_if(last_, [&](const auto& entry) { return !addressed(entry.first); });
  last_[identity::canonical_address(address)] = in;
  return {{std::string(key), mail::json::to_record(*this)}};
}

std::optional<grammar::language> spoken_languages::of(std::string_view address) const {
  const auto found = last_.find(identity::canonical_address(address));
  return found == last_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace watchpost::mail_command::alarm
