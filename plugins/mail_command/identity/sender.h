// The one address that a mail says it is from, and how addresses are compared.
//
//   const sender who = read_sender(header_fields(message));
//   if (!who.fault.empty()) ...            // several From fields, a group, no address, not ASCII
//
// Addresses are compared byte by byte but for the case of ASCII mails. Nothing is folded away: "alice+x@",
// "a.lice@" and addresses in other scripts are other people.
#pragma once

#include "mail/message/header.h"

#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

struct sender {
  std::string address;  // an addr-spec, lower case; empty: see fault
  std::string fault;    // why nobody can be meant; no text of the mail in it
};

// The display name, Sender and Reply-To play no part.
sender read_sender(const mail::message::header_fields& header);

// `text` as an addr-spec, lower case, the local part in quotes only where RFC 5321 wants them: some phones
// have and write `a..b.@docomo.ne.jp`, which becomes `"a..b."@docomo.ne.jp`. Empty: it is none, or holds in
// quotes what an address without them could not.
std::string canonical_address(std::string_view text);

bool same_address(std::string_view a, std::string_view b);

// Whether both may be mailboxes of one person: as same_address(), the local parts up to a '+'.
bool same_mailbox(std::string_view a, std::string_view b);

// "alice@example.org", "*@example.org" (that domain, not those below it) or "*".
bool address_matches(std::string_view pattern, std::string_view address);

// '*' any text, '?' one byte, ASCII letters in any case. Time bounded by the product of the lengths.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace watchpost::mail_command::identity
