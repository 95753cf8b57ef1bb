// One SSL_CTX per trust setting: reading the authorities is the dear part of TLS.
#pragma once

#include "connection.h"
#include "openssl_handles.h"
#include "recent.h"

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace watchpost::mail::net {

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
