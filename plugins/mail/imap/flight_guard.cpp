#include "flight_guard.h"

#include "../bet.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace watchpost::mail::imap {
namespace {

net::task<void> watch(net::network& net, session& s, net::instant deadline, net::cancellation over,
                      bool& expired) {
  const bet at_stake{deadline, s.opening};
  for (;;) {
    const auto limit = at_stake.patience(s.bet().value_or(net.time().now()));
    if (!limit) co_return;
    if (s.bet() && *limit <= net.time().now()) {
      expired = true;
      s.wire().close();
      co_return;
    }
    const result<void> waited = co_await net::wait_until(net, *limit, over);
    if (!waited) co_return;
  }
}

net::task<void> run(net::task<void> work, net::cancellation over) {
  co_await std::move(work);
  over.raise();
}

}  // namespace

net::task<bool> run_guarded(net::network& net, session& s, net::instant deadline, net::task<void> work) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  bool expired = false;
  net::cancellation over;
  co_await (watch(net, s, deadline, over, expired) && run(std::move(work), over));
  co_return expired;
}

}  // namespace watchpost::mail::imap
