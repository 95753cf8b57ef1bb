#include "tls_sessions.h"

namespace watchpost::mail::net {

std::optional<tls_sessions::offer> tls_sessions::take(const service& at, const SSL_CTX* context,
                                                      instant now) {
  entry* const known = known_.find(at);
  if (known == nullptr) return std::nullopt;
  const bool fresh = known->context == context && now >= known->since && now - known->since < longest;
  if (fresh && known->session) {
    openssl_ptr<SSL_SESSION> copy(SSL_SESSION_dup(known->session.get()));
    if (copy) return offer{std::move(copy), known->facts};
  }
  known_.erase(at);
  return std::nullopt;
}

// The session itself may come before (TLS 1.2) or after (TLS 1.3).
void tls_sessions::full_handshake(const service& at, const SSL_CTX* context, instant now,
                                  const tls_facts& facts) {
  entry& known = known_.of(at);
  known.facts = facts;
  known.context = context;
  known.since = now;
}

void tls_sessions::ticket(const service& at, openssl_ptr<SSL_SESSION> session) {
  known_.of(at).session = std::move(session);
}

}  // namespace watchpost::mail::net
