// Whether a mail is one for us, written by a person. Order: automatic mail of all kinds, our own, whether it is
// addressed to us, then the size. Nothing that this refuses is ever answered, but for what is too big.
//
//   const filtered f = sift(header_fields(message), size, {.own = {"box@example.org"}, .max_size = 262144});
//   if (f.kind != passage::person) count(f.kind), audit(f.reason);
#pragma once

#include "mail/message/header.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::intake {

enum class passage : std::uint8_t {
  person,
  too_big,
  bounce,       // RFC 3464 and older ways
  automatic,    // RFC 3834: vacation, receipts, tickets, programs
  list,         // by way of a mailing list
  loop,         // a mail of a plugin like this one, or it came through too many servers
  own,          // from one of our own addresses
  unaddressed,  // to somebody else
};
inline constexpr std::array<std::string_view, 8> passage_names{
    "person", "too big", "bounce", "automatic", "list", "loop", "own", "not addressed to us"};
constexpr std::string_view name(passage p) { return passage_names[static_cast<std::size_t>(p)]; }

struct filter_terms {
  std::vector<std::string> own;  // our addresses; the mail comes to one of these
  std::uint64_t max_size = 256 * 1024;
};

struct filtered {
  passage kind = passage::person;
  std::string reason;  // one printable line; empty for a person
  std::string doubt;   // why a person's mail may be an automatic reply all the same: to be answered with care
};

// `header` of the message, or those of its fields that filter_fields() names; `size` of the whole message, as
// far as it is known.
filtered sift(const mail::message::header_fields& header, std::uint64_t size, const filter_terms& terms);

// Each once.
std::vector<std::string> filter_fields();

// A mail that came through more servers goes in a circle (RFC 5321 section 6.3).
inline constexpr std::size_t most_hops = 30;

}  // namespace watchpost::mail_command::intake
