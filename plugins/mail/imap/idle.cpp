#include "idle.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

// Servers may hang up after 30 minutes of silence (RFC 2177).
constexpr std::chrono::minutes renewal{28};

// Reads until there is news, or until the server has answered a DONE.
net::task<void> listen(session& s, net::cancellation over, const bool& done_sent, result<void>& outcome) {
  for (;;) {
    const result<response> r = co_await s.next();
    if (!r) {
      outcome = r.error();
      break;
    }
    if (!r->untagged()) {
      if (done_sent && r->tag == s.idle)
        s.idle_ended();
      else
        outcome = s.fault(cause::protocol, "an answer that does not belong to IDLE", r->tag);
      break;
    }
    if (s.folder.news && !done_sent) break;
  }
  over.raise();
}

// A read cannot be taken back: at `when` the server is asked to end it.
net::task<void> end_at(net::network& net, session& s, net::instant when, net::cancellation over,
                       bool& done_sent) {
  const result<void> waited = co_await net::wait_until(net, when, over);
  if (!waited || over.raised()) co_return;
  done_sent = true;
  const result<void> ignored = co_await s.write("DONE\r\n");  // a failure shows in the reading
  (void)ignored;
}

net::task<result<void>> listen_until(net::network& net, session& s, net::instant when) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  net::cancellation over;
  bool done_sent = false;
  result<void> outcome{};
  co_await (listen(s, over, done_sent, outcome) && end_at(net, s, when, over, done_sent));
  co_return outcome;
}

}  // namespace

net::task<result<idle_end>> idle_until(net::network& net, session& s, net::instant until) {
  for (;;) {
    if (s.folder.news || net.time().now() >= until) co_return idle_end::over;
    const std::string tag = s.queue("IDLE");
    CO_TRY_AS(a, co_await s.answered(tag));
    if (!a.continued) co_return idle_end::refused;
    s.idle = tag;
    if (s.folder.news) co_return idle_end::over;
    const net::instant when = std::min<net::instant>(until, net.time().now() + renewal);
    CO_TRY(co_await listen_until(net, s, when));
  }
}

net::task<result<void>> end_idle(session& s) {
  if (s.idle.empty()) co_return result<void>{};
  const std::string tag = s.idle;
  s.queue_done();
  CO_TRY(co_await s.finish(tag));
  co_return result<void>{};
}

}  // namespace watchpost::mail::imap
