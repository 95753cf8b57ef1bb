// OpenSSL's errors in words that say what to do.
#pragma once

#include "../failure.h"

#include <openssl/x509_vfy.h>

#include <string>
#include <string_view>

namespace watchpost::mail::net {

// What the detail of a failed handshake begins with where the server's software is too old.
inline constexpr std::string_view old_tls = "the server's TLS is older than 1.2";
inline constexpr std::string_view weak_tls =
    "the server's key or signature is too weak for this system's policy";

// The failure of a TLS operation at `at`, out of this thread's error queue.
failure tls_failure(stage at);

// The first entry of the error queue, for people: "No such file or directory".
std::string openssl_error();

// Why the certificate that `store` is looking at was refused; `wanted` is the name or address of the server.
std::string certificate_complaint(X509_STORE_CTX* store, const std::string& wanted);

}  // namespace watchpost::mail::net
