#include "spoken_languages.h"

#include "mail_command/identity/sender.h"
#include "mail_command/state/record.h"

#include <algorithm>

namespace watchpost::mail_command::alarm {
namespace {

constexpr std::string_view key = "alarm.tongues";

}  // namespace

spoken_languages spoken_languages::load(const std::map<std::string, std::string, std::less<>>& entries) {
  spoken_languages book;
  const auto found = entries.find(key);
  if (found == entries.end()) return book;
  const state::record r(found->second);
  for (const auto in : {grammar::language::english, grammar::language::japanese})
    for (const auto& address : r.texts(name(in))) book.last_[address] = in;
  return book;
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
  std::string text;
  for (const auto& [who, how] : last_) state::put_line(text, name(how), who);
  return {{std::string(key), std::move(text)}};
}

std::optional<grammar::language> spoken_languages::of(std::string_view address) const {
  const auto found = last_.find(identity::canonical_address(address));
  return found == last_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace watchpost::mail_command::alarm
