// The proofs that a mail may bring of who wrote it, and sets of them.
//
//   proofs p = proof::address | proof::totp;
//   p.words()                                 "address totp"
//   read_proofs("dmarc+totp")                 what a row's assurance= says
//
// Each proof stands for itself, but that a signature by the sender's own certificate is at least what dmarc
// says of the sender's domain: where dmarc is asked for, it serves.
#pragma once

#include "mail/json/fields.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

enum class proof : std::uint8_t {
  address = 1,     // the From field names the person; anybody can write that
  password = 2,    // a user's name and password stand in the mail
  dmarc = 4,       // our own server saw the mail pass DKIM and DMARC for the domain of From
  totp = 8,        // a one-time code (RFC 6238) that was never used before
  signature = 16,  // S/MIME by the person's certificate, over the text that is obeyed
  confirmed = 32,  // a code that was mailed to the person came back
};
inline constexpr std::array<std::string_view, 6> proof_names{"address", "password",  "dmarc",
                                                             "totp",    "signature", "confirmed"};

class proofs {
 public:
  constexpr proofs() = default;
  constexpr proofs(proof p) : bits_(static_cast<std::uint8_t>(p)) {}  // NOLINT(google-explicit-constructor)

  constexpr bool has(proof p) const { return (bits_ & static_cast<std::uint8_t>(p)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr proofs without(proof p) const {
    proofs out = *this;
    out.bits_ &= static_cast<std::uint8_t>(~static_cast<std::uint8_t>(p));
    return out;
  }
  constexpr proofs& operator|=(proofs other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr proofs operator|(proofs a, proofs b) { return a |= b; }
  friend constexpr bool operator==(proofs, proofs) = default;

  // What of `asked` is not there.
  constexpr proofs missing(proofs asked) const {
    proofs out = asked;
    out.bits_ &= static_cast<std::uint8_t>(~bits_);
    return has(proof::signature) ? out.without(proof::dmarc) : out;
  }
  constexpr bool meet(proofs asked) const { return missing(asked).empty(); }

  std::string words() const;  // "address totp"; empty: "none"

 private:
  std::uint8_t bits_ = 0;
};
constexpr proofs operator|(proof a, proof b) { return proofs(a) | proofs(b); }

// Names with '+' between them, any case; nothing when there is an unknown or empty one.
std::optional<proofs> read_proofs(std::string_view text);

}  // namespace watchpost::mail_command::identity

// A list of names.
template <>
struct watchpost::mail::json::form<watchpost::mail_command::identity::proofs> {
  static boost::json::value write(mail_command::identity::proofs p);
  static bool read(const boost::json::value& from, mail_command::identity::proofs& into);
};
