// Mail addresses as settings and envelopes hold them: an addr-spec without display name or comments.
#pragma once

#include "header.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// What is wrong with `address` as a Mailbox of RFC 5321 section 4.1.2 (dot-string or quoted local part; host
// name or address literal); empty when nothing is. ASCII only (no RFC 6531). Tolerated beyond the RFC,
// because it is in use: '_' in host names.
std::string_view address_fault(std::string_view address);

inline bool is_address(std::string_view address) { return address_fault(address).empty(); }

// The addresses that header fields name (RFC 5322 section 3.4), read by GMime within bounds.
//
//   const auto from = read_addresses(header_fields(message), "From");
//   if (from.fields != 1 || from.groups || from.found.size() != 1 || !from.fault.empty()) ...

struct addresses {
  std::size_t fields = 0;          // of that name, all of them read
  bool groups = false;             // an address stood in a group, or a group was empty
  std::vector<std::string> found;  // addr-specs in order, case as written, at most 100
  // What was not read: too large a field, too many fields or addresses, or one that is no address of ASCII.
  // No text of the mail in it; `found` then holds the others.
  std::string_view fault;
};

// Of the fields From, Sender, Reply-To, To, Cc of `header`. A local part is in quotes only where RFC 5321
// wants them, whatever the writer did: `a..b.@docomo.ne.jp`, which phones in Japan have and write, becomes
// `"a..b."@docomo.ne.jp`, so that it is_address() and compares equal to the well-formed one.
addresses read_addresses(const header_fields& header, std::string_view name);

}  // namespace watchpost::mail::message
