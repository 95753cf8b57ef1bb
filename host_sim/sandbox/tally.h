// The counters as the server keeps them: raised by any thread, read as one `counters` value.
#pragma once

#include "server.h"

#include <array>
#include <atomic>

namespace watchpost::sandbox {

class tally {
 public:
  using number = std::atomic<std::uint64_t>;
  struct per_protocol {
    number sessions{0}, open_sessions{0}, sign_ins{0}, failed_sign_ins{0}, commands{0};
    number received{0}, sent{0};
    std::atomic<bool> unavailable{false};
  };

  per_protocol& of(protocol p) { return protocols_[static_cast<std::size_t>(p)]; }

  counters read() const {
    counters c;
    copy(protocols_[0], c.smtp);
    copy(protocols_[1], c.imap);
    copy(protocols_[2], c.pop3);
    c.tls_handshakes = tls_handshakes;
    c.tls_resumed = tls_resumed;
    c.accepted = accepted;
    c.delivered = delivered;
    c.junked = junked;
    c.dropped = dropped;
    c.bounced = bounced;
    c.refused = refused;
    return c;
  }

  number tls_handshakes{0}, tls_resumed{0};
  number accepted{0}, delivered{0}, junked{0}, dropped{0}, bounced{0}, refused{0};

 private:
  static void copy(const per_protocol& from, protocol_counters& to) {
    to = {from.sessions, from.open_sessions, from.sign_ins, from.failed_sign_ins,
          from.commands, from.received,      from.sent};
  }
  std::array<per_protocol, 3> protocols_;
};

}  // namespace watchpost::sandbox
