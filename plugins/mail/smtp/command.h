// SMTP commands as they go out (RFC 5321 section 4.1), CRLF included. Pure. What comes from settings has passed
// fault_of() before: nothing that ends a line ever gets into a command.
#pragma once

#include "mail/secret.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::smtp {

// Octets, CRLF included, that RFC 5321 section 4.5.3.1.4 grants every command.
inline constexpr std::size_t max_command = 512;

struct mail_parameters {
  std::optional<std::size_t> size;  // SIZE= (RFC 1870)
  bool eight_bit = false;           // BODY=8BITMIME (RFC 6152)
};

std::string mail_command(std::string_view from, const mail_parameters& with);
std::string rcpt_command(std::string_view to);

// "AUTH NAME initial" (RFC 4954 section 4); null: without one.
secret auth_command(std::string_view mechanism, const secret* initial);

// The same for people: "AUTH NAME <secret>".
std::string shown_auth(std::string_view mechanism, bool with_initial);

// What a client without a name says in EHLO (RFC 5321 section 4.1.4): `own`, the address of its end of the
// connection, as "[192.0.2.1]" or "[IPv6:2001:db8::1]".
std::string address_literal(std::string_view own);

// The text of a message on its way out: what may not leave, and dot-stuffing (RFC 5321 section 4.5.2). Pure.

// What forbids sending `message`, or empty: CR or LF without the other (they let a second mail be smuggled
// in), NUL, a line above 998 octets.
std::string_view text_fault(std::string_view message);

bool is_eight_bit(std::string_view message);

// With every leading dot doubled, a CRLF at the end where it is missing, and the final dot line.
std::string stuffed(std::string_view message);

}  // namespace watchpost::mail::smtp
