// One client of one token server, for all that use it: the access token while it is good, one request for a
// new one at a time, and the refresh token in force.
#pragma once

#include "grant.h"
#include "mail/failure.h"
#include "mail/net/guard.h"
#include "mail/net/transport.h"
#include "source.h"
#include "token_store.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail::oauth {

// Failures on the way to an access token.

// The failure of the sign-in that was to use a token `from` there: "https://login.example/token".
inline failure unobtainable(failure f, const std::string& from) {
  std::string text = "no access token from " + from;
  if (f.at != stage::sign_in && f.why != cause::credentials) text += ", " + std::string(name(f.at));
  if (!f.detail.empty()) text += ": " + f.detail;
  f.detail = std::move(text);
  f.at = stage::sign_in;
  f.token = token_trouble::unobtainable;
  return f;
}

// Who stores refresh tokens that a server has put in the place of others.

class keeper {
 public:
  virtual ~keeper() = default;

  // Makes the record (see token_store.h) durable in the place of the one before. Ends with nothing, or with
  // why it could not be done.
  virtual net::task<std::optional<std::string>> keep(std::string record) = 0;
};

// The token servers of a module: whoever has the same client shares its tokens.
//
//   oauth::issuer tokens{net};                                        // one per network
//   std::shared_ptr<oauth::source> mine = tokens.join(client, keeper, stored);
//   ... with_token(*mine, ...) ...
//   co_await mine->leave();

class account;

// On the network's thread. `net` outlives it and all sources.
class issuer {
 public:
  explicit issuer(net::network& net) : net_(net) {}

  // `stored`: the latest record that `with` was given in this or an earlier life; may be empty. `with` is
  // used until the source's leave() has ended.
  std::shared_ptr<source> join(const client& who, keeper& with, std::string_view stored);

 private:
  net::network& net_;
  std::map<std::string, std::weak_ptr<account>> accounts_;
};

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
  secret access_;
  net::instant good_until_{};
  kept_token refresh_;     // in force; no text: the configured one
  bool unstored_ = false;  // a keeper may have an older one
  std::vector<keeper*> keepers_;
  std::shared_ptr<flight> flight_;  // null: none
};

}  // namespace watchpost::mail::oauth
