// What TLS connections of one module share, and what their failures mean.
#pragma once

#include "connection.h"
#include "mail/failure.h"
#include "recent.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::net {

// OpenSSL's objects, owned.

struct openssl_free {
  void operator()(SSL_CTX* p) const noexcept { SSL_CTX_free(p); }
  void operator()(SSL* p) const noexcept { SSL_free(p); }
  void operator()(SSL_SESSION* p) const noexcept { SSL_SESSION_free(p); }
  void operator()(BIO* p) const noexcept { BIO_free(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
};
template <class T>
using openssl_ptr = std::unique_ptr<T, openssl_free>;

// OpenSSL's errors in words that say what to do.

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

// TLS sessions to resume. A resumed handshake costs half and shows no certificate, so it is not for ever.

// Key of what is remembered of a server.
struct service {
  std::string host;
  std::uint16_t port = 0;
  tls_mode tls = tls_mode::none;
  tls_settings trust;
  auto operator<=>(const service&) const = default;
};

class tls_sessions {
 public:
  static constexpr std::chrono::hours longest{1};  // since the last full handshake

  struct offer {
    openssl_ptr<SSL_SESSION> session;  // a copy, as a used one is spent
    tls_facts facts;                   // of the full handshake
  };
  // What to resume; nothing: a full handshake is due, and what was known is forgotten.
  std::optional<offer> take(const service& at, const SSL_CTX* context, instant now);

  void full_handshake(const service& at, const SSL_CTX* context, instant now, const tls_facts& facts);
  void ticket(const service& at, openssl_ptr<SSL_SESSION> session);
  void forget(const service& at) { known_.erase(at); }

 private:
  struct entry {
    openssl_ptr<SSL_SESSION> session;
    tls_facts facts;
    const SSL_CTX* context = nullptr;  // compared only: other authorities, other trust
    instant since{};
  };
  recent<service, entry> known_{1024};
};

// One SSL_CTX per trust setting: reading the authorities is the dear part of TLS.

class tls_contexts {
 public:
  // Valid while an SSL made of it lives, else until the next call. A CA file that changed on disk is read
  // anew. cause::certificate when it cannot be read or has no certificate.
  result<SSL_CTX*> of(tls_settings trust);

 private:
  struct stamp {
    std::filesystem::file_time_type written{};
    std::uintmax_t size = 0;
    bool operator==(const stamp&) const = default;
  };
  struct entry {
    openssl_ptr<SSL_CTX> context;
    stamp read;
  };
  recent<tls_settings, entry> known_{64};
};

// TLS 1.2 or newer, with the authorities of `trust` when it verifies.
result<openssl_ptr<SSL_CTX>> make_context(const tls_settings& trust);

}  // namespace watchpost::mail::net
