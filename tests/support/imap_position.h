// Positions of IMAP mailboxes, written short.
//
//   c.scan(read_to("5:9:8"))                               UIDVALIDITY 5, UIDNEXT 9, and 8 once more
//   c.scan_folders(read_to("folders;Junk=5:9;Old=7:2"))    of folders beside INBOX
#pragma once

#include "mail/imap/position.h"
#include "mail/imap/syntax.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::test {

inline mail::imap::numbering numbering_of(std::string_view text) {
  mail::imap::numbering at;
  at.validity = mail::to_number(mail::take_part(text, ':')).value();
  at.next = mail::to_number(mail::take_part(text, ':')).value();
  if (text.empty()) return at;
  const auto ranges = mail::imap::parse_set(text).value();
  for (const auto& range : ranges)
    for (std::uint32_t uid = range.first; uid <= range.last; ++uid) at.again.push_back(uid);
  return at;
}

inline std::string read_to(std::string_view text) {
  if (!text.starts_with("folders")) return mail::imap::to_position(numbering_of(text));
  mail::imap::folder_positions all;
  mail::take_part(text, ';');
  while (!text.empty()) {
    std::string_view one = mail::take_part(text, ';');
    const std::string name(mail::take_part(one, '='));
    all[name] = numbering_of(one);
  }
  return mail::imap::to_position(all);
}

}  // namespace watchpost::test
