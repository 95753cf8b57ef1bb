// Mail addresses as settings and envelopes hold them: an addr-spec without display name or comments.
#pragma once

#include <string_view>

namespace watchpost::mail::message {

// What is wrong with `address` as a Mailbox of RFC 5321 section 4.1.2 (dot-string or quoted local part; host
// name or address literal); empty when nothing is. ASCII only (no RFC 6531). Tolerated beyond the RFC,
// because it is in use: '_' in host names.
std::string_view address_fault(std::string_view address);

inline bool is_address(std::string_view address) { return address_fault(address).empty(); }

}  // namespace watchpost::mail::message
