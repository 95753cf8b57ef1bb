#include "flight_guard.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace watchpost::mail::imap {
namespace {

constexpr std::chrono::seconds least{1};  // with less, there is no time for a repetition

net::task<void> watch(net::network& net, session& s, net::instant deadline, net::cancellation over,
                      bool& expired) {
  for (;;) {
    const net::instant since = s.bet().value_or(net.time().now());
    const net::instant limit = since + (deadline - since) / 3;
    if (s.bet() && limit <= net.time().now()) {
      expired = true;
      s.wire().close();
      co_return;
    }
    if (deadline - net.time().now() < least) co_return;
    const result<void> waited = co_await net::wait_until(net, limit, over);
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
