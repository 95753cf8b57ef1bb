// Where a probe was found, as the ledger keeps it: empty for INBOX. Pure.
#pragma once

#include "ledger.h"
#include "mail/mailbox.h"
#include "verdict.h"

#include <string>
#include <string_view>

namespace watchpost::email_monitor {

inline constexpr std::string_view in_junk = "junk ", in_other = "else ";

inline std::string place_of(const mail::message_info& s) {
  if (s.folder.empty()) return {};
  return std::string(s.junk ? in_junk : in_other) + s.folder;
}

// An arrival that an earlier poll found and did not live to tell.
inline observation::arrival told_by(std::uint64_t sequence, const probe& p) {
  observation::arrival a{.sequence = sequence, .receipt = p.note};
  if (p.place.size() <= in_junk.size()) return a;
  a.junk = p.place.starts_with(in_junk);
  a.folder = p.place.substr(in_junk.size());
  return a;
}

}  // namespace watchpost::email_monitor
