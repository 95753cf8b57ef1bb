// What people want to read of a certificate.
#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <string>

namespace watchpost::mail::net {

std::string to_text(const X509_NAME* name);    // "CN=R11,O=Let's Encrypt,C=US" (RFC 4514)
std::string names_of(X509* certificate);       // "mail.example, *.example.net, 192.0.2.1", at most five
std::int64_t to_seconds(const ASN1_TIME* at);  // since 1970; 0: not a time
std::string to_date(const ASN1_TIME* at);      // "2026-01-02"

}  // namespace watchpost::mail::net
