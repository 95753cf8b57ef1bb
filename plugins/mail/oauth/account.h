// One client of one token server, for all that use it: the access token while it is good, one request for a
// new one at a time, and the refresh token in force.
#pragma once

#include "../net/event.h"
#include "answer_parser.h"
#include "client.h"
#include "keeper.h"
#include "kept_token.h"
#include "source.h"

#include <memory>
#include <optional>
#include <vector>

namespace watchpost::mail::oauth {

// How long a token is used whose lifetime the server does not tell.
inline constexpr std::chrono::minutes untold_lifetime{10};

// A request goes on when those who wait for it give up, as a refresh token may be replaced by it; but not for
// longer than this.
inline constexpr std::chrono::seconds request_timeout{15};

// A token is replaced that long before its end, or for the last tenth of a short life.
inline constexpr std::chrono::seconds renewal_margin{60};

// On the network's thread. `net` outlives it.
class account : public std::enable_shared_from_this<account> {
 public:
  account(net::network& net, client who);

  // `kept`: what was stored by this keeper earlier. The newest of all keepers is in force.
  void join(keeper& with, const std::optional<kept_token>& kept);
  net::task<void> part(keeper& with);

  // See source.
  net::task<result<access_token>> token(net::instant deadline, net::cancellation cancel);
  bool refused(const access_token& which);

 private:
  // A request under way, and those that wait for its end.
  struct flight {
    net::cancellation cancel;
    bool sent = false;
    bool fetched = false;
    bool over = false;
    result<void> outcome{};
    std::vector<net::event*> waiters;
  };

  static net::task<void> fly(std::shared_ptr<account> self, std::shared_ptr<flight> under_way);
  net::task<result<void>> fetch(flight& under_way);
  net::task<void> store();
  net::task<void> await_end(std::shared_ptr<flight> under_way, net::event& over);
  bool good() const { return !access_.empty() && net_.time().now() < good_until_; }

  net::network& net_;
  client who_;
  sasl::secret_text access_;
  net::instant good_until_{};
  kept_token refresh_;     // in force; no text: the configured one
  bool unstored_ = false;  // a keeper may have an older one
  std::vector<keeper*> keepers_;
  std::shared_ptr<flight> flight_;  // null: none
};

}  // namespace watchpost::mail::oauth
