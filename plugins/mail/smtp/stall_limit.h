// Ends a connection whose bet on pipelining does not come off, early enough for a second try.
#pragma once

#include "../bet.h"
#include "../net/connection.h"
#include "../net/internals.h"
#include "../net/timer.h"

namespace watchpost::mail::smtp {

// While it runs, closes `peer` when the time is up that the bet may stay unanswered.
class stall_limit {
 public:
  stall_limit(net::network& net, net::transport& peer, bet at_stake)
      : time_(net.time()), bet_(at_stake), timer_(net.internals().timers, [this, &peer] {
          hit_ = true;
          peer.close();
        }) {}

  // Wrong passwords are answered late: for the verdict on one `share` is larger.
  void start(double share = 1.0 / 3) {
    if (const auto until = bet_.patience(time_.now(), share))
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
