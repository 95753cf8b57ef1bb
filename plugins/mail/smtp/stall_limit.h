// Ends a connection whose bet on pipelining does not come off, early enough for a second try.
#pragma once

#include "../net/connection.h"
#include "../net/internals.h"
#include "../net/timer.h"

namespace watchpost::mail::smtp {

// While it runs, closes `peer` when a third of the time that is left until `deadline` has passed.
class stall_limit {
 public:
  stall_limit(net::network& net, net::transport& peer, net::instant deadline)
      : time_(net.time()), deadline_(deadline), timer_(net.internals().timers, [this, &peer] {
          hit_ = true;
          peer.close();
        }) {}

  void start() { timer_.expires_at(time_.now() + (deadline_ - time_.now()) / 3); }
  void stop() { timer_.cancel(); }
  bool hit() const { return hit_; }

 private:
  const net::clock& time_;
  net::instant deadline_;
  bool hit_ = false;
  net::timer timer_;
};

}  // namespace watchpost::mail::smtp
