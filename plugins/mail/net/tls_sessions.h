// TLS sessions to resume. A resumed handshake costs half and shows no certificate, so it is not for ever.
#pragma once

#include "connection.h"
#include "openssl_handles.h"
#include "recent.h"

#include <chrono>
#include <optional>

namespace watchpost::mail::net {

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

}  // namespace watchpost::mail::net
