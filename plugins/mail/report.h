// What one session measured and learnt on its way, also when it failed.
#pragma once

#include "failure.h"
#include "transcript.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail {

// The certificates that a server showed, its own first, in DER.
using certificate_chain = std::vector<std::string>;

// What a TLS handshake settled. A resumed session repeats the certificate facts of the full handshake before
// it.
struct tls_facts {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_256_GCM_SHA384"
  bool resumed = false;
  bool verified = false;       // chain and name
  std::int64_t not_after = 0;  // expiry of the server's certificate, wall seconds; 0: unknown
  std::string subject, issuer;
  std::shared_ptr<const certificate_chain> chain;
};

// How one connection came about.
struct route {
  struct attempt {
    std::string address;  // "127.0.0.1:993"
    std::chrono::microseconds took{};
    std::string end;  // "connected", "given up", or the system's words
  };
  std::string host;
  std::vector<std::string> addresses;  // the resolver's answer, in the order in which they are tried
  std::vector<attempt> attempts;
};

struct session_report;
using stage_observer = std::function<void(const session_report&, stage, std::chrono::microseconds)>;

struct session_report {
  using clock = std::chrono::steady_clock;

  std::vector<std::pair<stage, std::chrono::microseconds>> stages;  // in order; each ended stage once or more
  std::vector<clock::time_point> ends;                              // of each of the stages
  std::string address;                                              // "127.0.0.1:993", once connected
  std::string own_address;                                          // of our end: "127.0.0.1", "fe80::1"
  std::optional<tls_facts> tls;
  std::string mechanism;                // SASL name, or "LOGIN"/"USER" for the commands of that name
  std::uint32_t flights = 0;            // times that we had to wait for the server, TCP and TLS included
  bool lockstep = false;                // pipelining was offered but had to be given up
  bool inherited = false;               // somebody else had connected and signed in
  std::chrono::seconds login_delay{0};  // POP3: wanted between two sign-ins (RFC 2449 section 6.5)
  std::vector<std::string> remarks;     // what was passed over, or is dear: a sentence each

  // What is known of the connection and the sign-in, for the next user of the session.
  void inherit(const session_report& from) {
    address = from.address;
    own_address = from.own_address;
    tls = from.tls;
    mechanism = from.mechanism;
    lockstep = from.lockstep;
    chain = from.chain;
    inherited = inherited || stages.empty();
  }

  void remark(std::string what) {
    constexpr std::size_t most = 8;
    if (remarks.size() < most && std::find(remarks.begin(), remarks.end(), what) == remarks.end())
      remarks.push_back(std::move(what));
  }

  mail::transcript transcript;
  std::vector<route> routes;  // the first max_routes connections
  std::shared_ptr<const certificate_chain>
      chain;  // of the latest handshake that showed one, also a failed one
  static constexpr std::size_t max_routes = 8;

  stage_observer observer;  // is told of each stage when it has ended

  void spent(stage s, std::chrono::microseconds t, clock::time_point end = clock::now()) {
    stages.emplace_back(s, t);
    ends.push_back(end);
    if (observer) observer(*this, s, t);
  }
  std::chrono::microseconds total(stage s) const {
    std::chrono::microseconds sum{0};
    for (const auto& [at, t] : stages)
      if (at == s) sum += t;
    return sum;
  }
};

}  // namespace watchpost::mail
