// Certificates: what they say, and the chain that a server showed.
#pragma once

#include "mail/report.h"

#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::mail::net {

// What people want to read of a certificate.

std::string to_text(const X509_NAME* name);    // "CN=R11,O=Let's Encrypt,C=US" (RFC 4514)
std::string names_of(X509* certificate);       // "mail.example, *.example.net, 192.0.2.1", at most five
std::int64_t to_seconds(const ASN1_TIME* at);  // since 1970; 0: not a time
std::string to_date(const ASN1_TIME* at);      // "2026-01-02"

// The certificates that a server showed: taken out of a handshake, and as text for people.

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
