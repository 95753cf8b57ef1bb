// Whether somebody may do one thing with one point.
//
//   const decision d = may(rules, author, {}, deed::operate, point);
//   switch (d.kind) {
//     case permit::allowed: ...
//     case permit::needs_confirmation: mail a code, keep the line
//     ...
//   }
//
// The command is looked at again with the approvals that came since: may(rules, author, approvals, ...).
#pragma once

#include "assess.h"

#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace watchpost::mail_command::identity {

enum class permit : std::uint8_t {
  allowed,
  refused,
  needs_confirmation,   // the author is to send back a code mailed to the address it came from
  needs_second_person,  // somebody else who may operate the point is to send the code
};

enum class refusal_kind : std::uint8_t {
  none,
  unknown,      // no row is about this writer and this point
  only_read,    // a row allows reading only
  proof,        // a row would allow it, with more proof
  credentials,  // wrong user, password or code
};

struct decision {
  permit kind = permit::refused;
  refusal_kind refusal = refusal_kind::unknown;  // needs_confirmation: proof, where it stands for a proof
  std::string text;                              // for the answer and the audit log: what is missing
  std::string grounds;                           // of a refusal: by which row, for the audit log
  std::string principal;                         // for the origin: "alice@example.org", "user:bob"
  proofs reached;                                // of that principal, words() for the origin
  bool confirmed = false;                        // the author confirmed this very operation
  std::string second;                            // the principal of the second person
};

// A mail that brought a code for the command.
struct approval {
  assessment by;
  bool own_code = false;  // redeems(): the code was mailed to the address that sent it
};
constexpr auto fields_of(const approval*) {
  return std::tuple{mail::json::field("by", &approval::by),
                    mail::json::field("own_code", &approval::own_code)};
}

decision may(const access_rules& rules, const assessment& author, std::span<const approval> approvals,
             deed action, const point::info& about);

// Whether both are, or may be, one person: an address or a user in common, sub-addresses ("+") not told
// apart.
bool same_person(const access_rules& rules, const assessment& a, const assessment& b);

}  // namespace watchpost::mail_command::identity
