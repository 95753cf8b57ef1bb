#include "tongues.h"

#include "mail_command/identity/sender.h"
#include "mail_command/record.h"

#include <algorithm>

namespace watchpost::mail_command {
namespace {

constexpr std::string_view key = "alarm.tongues";

}  // namespace

tongues tongues::load(const std::map<std::string, std::string, std::less<>>& entries) {
  tongues book;
  const auto found = entries.find(key);
  if (found == entries.end()) return book;
  const record r(found->second);
  for (const auto in : {language::english, language::japanese})
    for (const auto& address : r.texts(name(in))) book.last_[address] = in;
  return book;
}

edits tongues::wrote(std::string_view address, language in, std::span<const std::string> addressees) {
  const auto addressed = [&](const auto& known) {
    return std::any_of(addressees.begin(), addressees.end(),
                       [&](const std::string& a) { return same_address(a, known); });
  };
  if (!addressed(address) || of(address) == in) return {};
  std::erase_if(last_, [&](const auto& entry) { return !addressed(entry.first); });
  last_[canonical_address(address)] = in;
  std::string text;
  for (const auto& [who, how] : last_) put_line(text, name(how), who);
  return {{std::string(key), std::move(text)}};
}

std::optional<language> tongues::of(std::string_view address) const {
  const auto found = last_.find(canonical_address(address));
  return found == last_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace watchpost::mail_command
