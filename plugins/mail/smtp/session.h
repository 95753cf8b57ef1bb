// One connection to an SMTP server: commands out, replies in.
//
//   session s{std::move(transport)};
//   s.at(stage::sender);
//   result<reply> heard = co_await s.ask(mail);
#pragma once

#include "mail/bet.h"
#include "mail/net/connection.h"
#include "mail/net/line_reader.h"
#include "mail/net/timer.h"
#include "mail/net/transport.h"
#include "mail/sasl/redaction.h"
#include "reply.h"
#include "submit.h"

#include <memory>
#include <string>
#include <string_view>

namespace watchpost::mail::smtp {

class session {
 public:
  explicit session(std::unique_ptr<net::transport> peer);
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  void at(stage s) { peer_->at(s); }

  // One flight; `bytes` until it has left. `shown` is what the transcript gets instead; without it, nothing
  // that is said during the sign-in gets there.
  net::task<result<void>> say(std::string_view bytes, std::string_view shown = {});
  net::task<result<reply>> hear();  // the next complete reply, of whatever code
  net::task<result<reply>> ask(std::string_view command, std::string_view shown = {});

  // QUIT, not waited for; then the connection is closed. Whether it arrives does not matter.
  net::task<void> quit();

  // Bytes are here that nobody asked for.
  bool has_unasked() const { return !lines_.buffered().empty(); }
  void forget_unasked() { lines_.forget(); }

  // Is kept out of every reply, and of the transcript.
  sasl::redaction concealed;

  net::transport& peer() { return *peer_; }

  capabilities offers;  // of the last EHLO

 private:
  void note(std::string_view line);
  void blot(reply& heard) const;

  std::unique_ptr<net::transport> peer_;
  net::line_reader lines_;
  reply_parser parser_;
};

// The beginning of every session: greeting, EHLO, STARTTLS (RFC 3207), EHLO again.

// Ends with `s.offers` as told on a connection that is as secure as the settings demand. A server that
// refuses EHLO with 5yz is greeted with HELO, and then offers nothing. No way leads around STARTTLS where it
// is wanted.
net::task<result<void>> greet(session& s, const settings& how);

// Ends a connection whose bet on pipelining does not come off, early enough for a second try.

// While it runs, closes `peer` when the time is up that the bet may stay unanswered.
class stall_limit {
 public:
  stall_limit(net::network& net, net::transport& peer, bet at_stake)
      : time_(net.time()), bet_(at_stake), timer_(net, [this, &peer] {
          hit_ = true;
          peer.close();
        }) {}

  // Wrong passwords are answered late: for the verdict on one `share` is larger.
  void start(double share = 1.0 / 3) {
    if (const auto until = bet_.limit(time_.now(), share))
      timer_.expires_at(*until);
    else
      timer_.cancel();
  }
  void stop() { timer_.cancel(); }
  bool hit() const { return hit_; }

 private:
  const net::clock& time_;
  bet bet_;
  bool hit_ = false;
  net::timer timer_;
};

}  // namespace watchpost::mail::smtp
