// What one session measured and learnt on its way, also when it failed.
#pragma once

#include "failure.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail {

// What a TLS handshake settled. A resumed session repeats the certificate facts of the full handshake before
// it.
struct tls_facts {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_256_GCM_SHA384"
  bool resumed = false;
  bool verified = false;       // chain and name
  std::int64_t not_after = 0;  // expiry of the server's certificate, wall seconds; 0: unknown
  std::string subject, issuer;
};

struct session_report {
  std::vector<std::pair<stage, std::chrono::microseconds>> stages;  // in order; each ended stage once or more
  std::string address;                                              // "127.0.0.1:993", once connected
  std::optional<tls_facts> tls;
  std::string mechanism;      // SASL name, or "LOGIN"/"USER" for the commands of that name
  std::uint32_t flights = 0;  // times that we had to wait for the server, TCP and TLS included
  bool lockstep = false;      // pipelining was offered but had to be given up

  void spent(stage s, std::chrono::microseconds t) { stages.emplace_back(s, t); }
  std::chrono::microseconds total(stage s) const {
    std::chrono::microseconds sum{0};
    for (const auto& [at, t] : stages)
      if (at == s) sum += t;
    return sum;
  }
};

}  // namespace watchpost::mail
