// One session per account: monitors of one module that share a mailbox take turns in it, so that polls which
// are due together cost one sign-in, and no two of them ever stand in each other's way.
//
//   broker shared(net);
//   auto box = shared.imap(settings);      // a mail::mailbox as any other
//   auto seen = co_await box->scan(...);   // waits for its turn, under its own deadline
//
// Turns are taken in the order of asking. Over IMAP the open session is handed on, and each scan() reads what
// is there by then. Over POP3 a session shows the maildrop as it was at its sign-in, so only those take part
// who asked before that; the deletions of all take effect at the one QUIT, and remove() returns after it.
// A failure on the way in is everybody's who waited meanwhile: a server is not asked again for each of them.
#pragma once

#include "mail/mailbox.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <tuple>

namespace watchpost::mail {

class account;

// On the network's thread. `net` outlives it and the mailboxes.
class broker {
 public:
  explicit broker(net::network& net) : net_(net) {}

  std::unique_ptr<mailbox> imap(access_settings how);
  std::unique_ptr<mailbox> pop3(access_settings how);

 private:
  using key = std::tuple<bool, std::string, std::uint16_t, std::string>;  // POP3?, host, port, user

  std::shared_ptr<account> account_of(bool pop3, const access_settings& how);

  net::network& net_;
  std::map<key, std::weak_ptr<account>> accounts_;  // some of whom nobody uses any more
  std::size_t swept_at_ = 16;                       // their number when those go
};

}  // namespace watchpost::mail
