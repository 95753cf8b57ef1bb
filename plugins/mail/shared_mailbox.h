// A mailbox whose one session serves several users, one after the other. What the broker needs of a protocol.
#pragma once

#include "mailbox.h"

#include <cstdint>
#include <functional>

namespace watchpost::mail {

// A turn is what one user does: scan() to remove() or leave(), under his deadline, cancellation and report.
// Unless a session is kept, everything is as in mailbox.h.
class shared_mailbox : public mailbox {
 public:
  // True: remove() does not end the session, and a scan() under other terms goes on in the open one.
  virtual void keep(bool session) = 0;

  // A turn has ended and its terms go: the session is under nobody's until the next scan() or finish().
  virtual void rest() = 0;

  virtual bool is_open() const = 0;
  virtual std::uint64_t sessions() const = 0;  // that were opened so far

  // True (POP3): a session shows the mailbox as it was at its sign-in, and what remove() did in a kept
  // session becomes durable with finish(), or with the next remove() that does not keep it.
  virtual bool is_snapshot() const = 0;

  // Called before each sign-in, when there is nothing else left to do before it.
  virtual void before_sign_in(std::function<net::task<void>()> what) = 0;

  // Ends the session and waits until that is answered, where it matters.
  virtual net::task<result<void>> finish(net::instant deadline, net::cancellation cancel,
                                         session_report& report) = 0;
};

}  // namespace watchpost::mail
