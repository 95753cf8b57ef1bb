#include "persistence.h"

#include "mail/bet.h"
#include "mail/text/split.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace watchpost::mail::imap {

// Kept as "before\nafter".
remembered_capabilities recall(net::network& net, const access_settings& how) {
  std::string_view after = net.remembered(how.server, how.tls).capabilities;
  const auto before = take_part(after, '\n');
  return {capabilities(before), capabilities(after)};
}

void remember(net::network& net, const access_settings& how, const remembered_capabilities& known) {
  net.remembered(how.server, how.tls).capabilities = known.before.text() + '\n' + known.after.text();
}

void forget(net::network& net, const access_settings& how) {
  net.remembered(how.server, how.tls).capabilities.clear();
}

namespace {

net::task<void> watch(net::network& net, session& s, net::instant deadline, net::cancellation over,
                      bool& expired) {
  const bet at_stake{deadline, s.opening};
  for (;;) {
    const auto limit = at_stake.limit(s.bet().value_or(net.time().now()));
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

namespace {

// The server has judged, and would judge the same again.
bool is_judgement(cause why) {
  switch (why) {
    case cause::credentials:
    case cause::unexplained:
    case cause::temporary:
    case cause::permanent:
    case cause::busy:
    case cause::quota: return true;
    default: return false;
  }
}

}  // namespace

persistence::persistence(net::network& net, const access_settings& how, const operation& what,
                         std::unique_ptr<session>& s)
    : net_(net),
      how_(how),
      what_(what),
      session_(s),
      lockstep_(net.remembered(how.server, how.tls).lockstep) {
  if (lockstep_) what_.report->lockstep = true;
}

net::task<result<void>> persistence::provide() {
  old_ = session_ != nullptr;
  if (old_) co_return result<void>{};
  CO_TRY_AS(s, co_await open_session(net_, how_, what_, lockstep_));
  session_ = std::move(s);
  session_->takes_offers = !lockstep_;
  co_return result<void>{};
}

void persistence::succeeded() {
  if (bet_lost_) net_.remembered(how_.server, how_.tls).lockstep = what_.report->lockstep = true;
}

bool persistence::again(const failure& f, bool expired) {
  const std::unique_ptr<session> s = std::move(session_);
  const bool doubtful = s->bet() && may_be_of_a_bet(f);
  if (is_judgement(f.why) && !doubtful) {
    if (!first_ || f.server != first_->server) succeeded();
    return false;
  }
  if (what_.cancel.raised() || net_.time().now() >= what_.deadline) return false;
  if (old_ && !expired && f.why == cause::closed) return true;  // it had hung up on an idle connection
  const bool lost = expired || doubtful || f.why == cause::closed || f.why == cause::protocol;
  if (!s->bet() || !lost || !bet{what_.deadline, s->opening}.repeatable(net_.time().now())) return false;
  lockstep_ = bet_lost_ = true;
  return true;
}

}  // namespace watchpost::mail::imap
