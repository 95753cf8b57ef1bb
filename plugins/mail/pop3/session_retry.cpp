#include "session_retry.h"

namespace watchpost::mail::pop3 {
namespace {

using namespace std::chrono_literals;

constexpr int most_locked = 3;
constexpr auto unlock_pause = 1s;
constexpr auto unlock_window = 10s;  // an own session that ended before does not lock any more

bool is_breakage(cause why) {
  return why == cause::closed || why == cause::timeout || why == cause::protocol || why == cause::limit;
}

}  // namespace

net::task<result<void>> session_retry::run(session_terms terms, bool list, const work& what) {
  tries so_far;
  std::optional<failure> first;  // of a bet that was lost
  terms.lockstep = net_.remembered(how_.server, how_.tls).lockstep;
  terms.report->lockstep = terms.report->lockstep || terms.lockstep;
  for (;;) {
    result<void> done;
    if (!open_) {
      ++count_;
      open_ = std::make_unique<session>(net_, how_, terms);
      done = co_await open_->open(list);
      if (done) login_delay_ = open_->login_delay();
    }
    if (done) done = co_await what(*open_);
    if (done) {
      if (so_far.lockstep) net_.remembered(how_.server, how_.tls).lockstep = terms.report->lockstep = true;
      co_return done;
    }
    bool pause = false;
    const bool repeat = open_->is_repeatable() && again(done.error(), *open_, so_far, pause);
    end();
    if (!repeat) co_return first ? told(*first, done.error()) : done.error();
    if (so_far.lockstep && !first) first = done.error();
    terms.lockstep = terms.lockstep || so_far.lockstep;
    if (pause) {
      const auto until = std::min(net_.time().now() + unlock_pause, terms.deadline);
      CO_TRY(co_await net::wait_until(net_, until, terms.cancel));
    }
  }
}

bool session_retry::again(const failure& f, const session& spoilt, tries& so_far, bool& pause) const {
  if (f.enhanced == "IN-USE") {
    const bool by_us = left_ && net_.time().now() - *left_ <= unlock_window;
    pause = true;
    return by_us && ++so_far.locked <= most_locked;
  }
  if (spoilt.was_misled()) return !std::exchange(so_far.misled, true);
  if (spoilt.was_betting() && (is_breakage(f.why) || may_be_of_a_bet(f)))
    return !std::exchange(so_far.lockstep, true);
  const bool cut_off = f.why == cause::closed && f.at >= stage::open;
  const bool not_removed = f.at == stage::sign_out && !f.server.empty();
  if (cut_off || not_removed) return !std::exchange(so_far.broken, true);
  return false;
}

net::task<void> session_retry::leave() {
  if (!open_) co_return;
  const auto last = std::move(open_);
  left_ = net_.time().now();
  co_await last->leave();
}

void session_retry::end() {
  open_.reset();
  left_ = net_.time().now();
}

}  // namespace watchpost::mail::pop3
