// When the account may be signed in to next: as long after the last sign-in as its server asks for
// (LOGIN-DELAY, RFC 2449 section 6.5), and longer and longer after it turned us away as busy: [IN-USE],
// [LOGIN-DELAY], [LIMIT]. Pure.
//
//   pacing pace(instance);
//   if (pace.left(now) > 0ms) pace.put_off(now);                       // not now
//   else { read with pace.waited(now) of slack; pace.learn(what_came, now); }
#pragma once

#include "mail/back_off.h"
#include "mail/net/clock.h"
#include "receive.h"

#include <chrono>
#include <optional>
#include <string>

namespace watchpost::mail_command::intake {

class pacing {
 public:
  using milliseconds = std::chrono::milliseconds;

  // For `seed` see back_off.
  explicit pacing(std::string seed) : seed_(std::move(seed)) {}

  // Still to be waited for.
  milliseconds left(mail::net::instant now) const { return std::max(milliseconds(0), closed_until_ - now); }

  // A look that was due now is not made.
  void put_off(mail::net::instant now);

  // For how long a look has been due that was not made. It is our doing that mail waited, not its writer's.
  milliseconds waited(mail::net::instant now) const;

  // After a look, whatever came of it.
  void learn(const received& r, mail::net::instant now);

  // Somebody else of ours signed in.
  void signed_in(mail::net::instant when);

  // As the server last told; 0: it has none. Never more than longest_login_delay.
  milliseconds login_delay() const { return login_delay_; }

  static constexpr milliseconds first_wait = std::chrono::seconds(10);  // when it was busy
  static constexpr milliseconds longest_wait = std::chrono::minutes(15);
  static constexpr milliseconds longest_login_delay = std::chrono::hours(1);

 private:
  std::string seed_;
  milliseconds login_delay_{0};
  mail::net::instant closed_until_{0};
  std::optional<mail::back_off> pause_;        // while the server is busy
  std::optional<mail::net::instant> put_off_;  // when the first look after the latest one was
};

}  // namespace watchpost::mail_command::intake
