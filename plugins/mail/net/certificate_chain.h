// The certificates that a server showed: taken out of a handshake, and as text for people.
#pragma once

#include "../report.h"

#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>

namespace watchpost::mail::net {

// At most 10 certificates and 64 KiB. Nothing when there is none.
std::shared_ptr<const certificate_chain> to_chain(const STACK_OF(X509) * shown);

struct certificate_facts {
  std::string subject, issuer;                 // RFC 4514
  std::string names;                           // "mail.example, *.example.net", at most five
  std::int64_t not_before = 0, not_after = 0;  // wall seconds; 0: unknown
};
std::optional<certificate_facts> facts_of(const std::string& der);

// PEM (RFC 7468); before each certificate its facts as explanatory text.
std::string to_pem(const certificate_chain& chain);

}  // namespace watchpost::mail::net
