// Repeats what a server has lost. Pipelining is a bet: a flight that stalls, breaks, or is refused without a
// code is repeated once in lockstep, on a new connection within the same deadline, where there is time for
// that; where it helps, the server is remembered as such. Any other refusal is final.
//
//   persistence tries(net, how, what, session);
//   auto r = co_await tries.run<mailbox_scan>([&](session& s) { return scan_first(s, ...); });
#pragma once

#include "command.h"
#include "mail/bet.h"
#include "mail/mailbox.h"
#include "mail/net/connection.h"
#include "session.h"

#include <optional>

namespace watchpost::mail::imap {

// What a server could do in earlier sessions, so that it need not be asked again.

struct remembered_capabilities {
  capabilities before, after;  // sign-in; not known: empty
};

remembered_capabilities recall(net::network& net, const access_settings& how);
void remember(net::network& net, const access_settings& how, const remembered_capabilities& known);
void forget(net::network& net, const access_settings& how);

// Gives up a pipelined flight early, so that time is left to repeat it in lockstep.

// Runs `work` to its end. While a bet() of the session is open, only its limit (bet.h) is granted; then the
// connection is closed, so that `work` fails, and the answer is true.
net::task<bool> run_guarded(net::network& net, session& s, net::instant deadline, net::task<void> work);

template <class T>
net::task<void> store(net::task<result<T>> work, std::optional<result<T>>& into) {
  result<T> got = co_await std::move(work);
  into.emplace(std::move(got));
}

class persistence {
 public:
  // `s` is used when there is one, replaced as often as needed, and empty after a failure.
  persistence(net::network& net, const access_settings& how, const operation& what,
              std::unique_ptr<session>& s);

  // `work` takes a session& and gives a net::task<result<T>>; it must be fit to be repeated.
  template <class T, class Work>
  net::task<result<T>> run(Work& work) {
    for (;;) {
      const result<void> open = co_await provide();
      if (!open) co_return first_ ? told(*first_, open.error()) : open.error();
      std::optional<result<T>> got;
      net::task<void> kept = store<T>(work(*session_), got);
      bool expired = false;
      if (lockstep_)
        co_await std::move(kept);
      else
        expired = co_await run_guarded(net_, *session_, what_.deadline, std::move(kept));
      if (*got) {
        session_->bet_won();
        succeeded();
        co_return std::move(*got);
      }
      failure f = got->error();
      if (expired) f.why = cause::timeout;  // the connection was closed for it
      if (expired) f.detail = "no answer to pipelined commands";
      if (!again(f, expired)) co_return first_ ? told(*first_, f) : f;
      if (bet_lost_) first_ = f;
    }
  }

 private:
  net::task<result<void>> provide();
  void succeeded();
  bool again(const failure& f, bool expired);

  net::network& net_;
  const access_settings& how_;
  const operation& what_;
  std::unique_ptr<session>& session_;
  bool lockstep_;
  bool old_ = false;              // the session is of an earlier scan
  bool bet_lost_ = false;         // this is the repetition in lockstep
  std::optional<failure> first_;  // then: why
};

}  // namespace watchpost::mail::imap
