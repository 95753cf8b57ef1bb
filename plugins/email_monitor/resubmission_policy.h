// Trying again, inside one poll, what a server asked to try later.
//
//   resubmission_policy tries(net, cancel, seed);
//   for (;;) {
//     auto r = co_await something(until);
//     if (r) break;
//     const bool again = co_await tries.again(r.error(), until);
//     if (!again) break;
//   }
#pragma once

#include "mail/back_off.h"
#include "mail/net/connection.h"

#include <optional>
#include <string>

namespace watchpost::email_monitor {

class resubmission_policy {
 public:
  // `net` outlives it. For `seed` see back_off.
  resubmission_policy(mail::net::network& net, mail::net::cancellation cancel, std::string seed);

  // True after a wait, where a later try may help and is possible by `until`.
  mail::net::task<bool> again(mail::failure f, mail::net::instant until);

  unsigned tries() const { return tries_; }  // that failed

  // What is to be told after `last`: when our time was up in the middle of a try, what the server had asked
  // for.
  mail::failure final(const mail::failure& last) const;

 private:
  mail::net::network& net_;
  mail::net::cancellation cancel_;
  std::string seed_;
  std::optional<mail::back_off> pause_;
  unsigned tries_ = 0;
  std::optional<mail::failure> asked_;  // to wait, the latest
};

}  // namespace watchpost::email_monitor
