// The mail that a probe is, and how to know it again.
#pragma once

#include "mail/failure.h"
#include "seal.h"

#include <string>
#include <string_view>

namespace watchpost::email_monitor {

inline constexpr std::string_view probe_field = "Watchpost-Probe";
inline constexpr std::string_view subject_words = "Mail flow probe";

// "Mail flow probe 17 of mx1"
std::string subject_of(const token& t, const std::string& instance);

// `from` and `to` are addr-specs. The message is 7-bit, strict CRLF, marked as automatic (RFC 3834).
mail::result<std::string> write_probe(const identity& self, const token& t, const std::string& from,
                                      const std::string& to, const std::string& instance);

// Whose probe a message with this header is: by the seal in the field, or in the Message-ID where a relay
// stripped the field. A reply, a bounce or an automatic answer has neither (its Message-ID is its own), and
// so is never taken for the probe.
unsealed read_probe(const identity& self, std::string_view header);

// The same by the text of a message, whatever its transfer encoding, plain or HTML: by a seal on a line of
// its own, as a quotation has it not, above what was forwarded.
struct body_proof {
  unsealed seal;              // ours or none
  bool text_is_ours = false;  // what we wrote stands first and unchanged; more may stand below
};
body_proof read_body(const identity& self, std::string_view message);

}  // namespace watchpost::email_monitor
