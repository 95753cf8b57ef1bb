// Gives up a pipelined flight early, so that time is left to repeat it in lockstep.
#pragma once

#include "../net/connection.h"
#include "session.h"

#include <optional>

namespace watchpost::mail::imap {

// Runs `work` to its end. While a bet() of the session is open, only its patience (bet.h) is granted; then the
// connection is closed, so that `work` fails, and the answer is true.
net::task<bool> run_guarded(net::network& net, session& s, net::instant deadline, net::task<void> work);

template <class T>
net::task<void> store(net::task<result<T>> work, std::optional<result<T>>& into) {
  result<T> got = co_await std::move(work);
  into.emplace(std::move(got));
}

}  // namespace watchpost::mail::imap
