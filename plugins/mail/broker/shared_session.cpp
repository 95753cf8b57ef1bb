#include "shared_session.h"

#include "mail/failure.h"
#include "mail/net/guard.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail {
namespace {

using namespace std::chrono_literals;

// While a session waits for news, those who come find it taken for so long at most.
constexpr std::chrono::milliseconds slice = 5s;
constexpr std::chrono::milliseconds pause_between_scans = 2s;
// With less than that, a turn that was waited for leads to nothing but a failure that blames the server.
constexpr std::chrono::milliseconds least = 250ms;

failure out_of_turn(const char* what) {
  return make_failure(stage::remove, cause::internal, std::string(what) + " without a scan() before it");
}

// Not of the one who tried, but of the server or the way to it.
bool is_everybodys(const failure& f) {
  return f.at <= stage::sign_in && f.why != cause::cancelled && f.why != cause::timeout &&
         f.why != cause::internal;
}

}  // namespace

shared_session::shared_session(std::shared_ptr<account> of, access_settings how)
    : account_(std::move(of)), how_(std::move(how)) {
  me_.how = &how_;
  account_->arrive(me_);
}

shared_session::~shared_session() { account_->depart(me_); }

net::task<result<void>> shared_session::take_turn() {
  if (account_->take(me_)) co_return result<void>{};
  net::event over{account_->net().executor()};
  net::guard until{account_->net(), terms_.cancel, [&over] { over.set(); }};
  until.until(terms_.deadline);
  me_.told.reset();
  me_.wake = &over;
  account_->queue(me_);
  co_await over.wait();
  me_.wake = nullptr;
  account_->withdraw(me_);
  if (me_.told) co_return *std::exchange(me_.told, std::nullopt);
  const bool in_time = terms_.deadline - account_->net().time().now() >= least;
  if (!until.tripped() && in_time) co_return result<void>{};
  if (account_->holds(me_)) account_->pass_on();
  failure f = make_failure(stage::connect, until.why().value_or(cause::timeout));
  if (f.why == cause::timeout)
    f.detail = "waited for the session of another monitor of this account: it did not end in time";
  co_return f;
}

net::task<result<mailbox_scan>> shared_session::scan(position since, matcher ours, net::instant deadline,
                                                     net::cancellation cancel, session_report& report) {
  terms_ = {deadline, std::move(cancel), &report};
  since_ = std::move(since);
  ours_ = std::move(ours);
  CO_TRY(co_await take_turn());
  co_await account_->prepare(me_, terms_.deadline, terms_.cancel, report);
  shared_mailbox& box = account_->box();
  const bool entering = !box.is_open();
  result<mailbox_scan> seen = co_await box.scan(since_, ours_, terms_.deadline, terms_.cancel, report);
  account_->settle(error_of(seen));
  if (seen) co_return seen;
  if (entering && is_everybodys(seen.error())) account_->tell(seen.error(), me_);
  account_->pass_on();
  co_return seen;
}

net::task<result<mailbox_scan>> shared_session::scan_folders(position since, matcher ours) {
  if (!account_->holds(me_)) co_return out_of_turn("scan_folders()");
  result<mailbox_scan> seen = co_await account_->box().scan_folders(std::move(since), std::move(ours));
  account_->settle(error_of(seen));
  co_return seen;
}

net::task<result<void>> shared_session::wait_for_news(net::instant until) {
  if (terms_.report == nullptr) co_return out_of_turn("wait_for_news()");
  const net::instant now = account_->net().time().now();
  if (account_->holds(me_) && account_->somebody_waits()) co_await leave();
  if (!account_->holds(me_)) {
    const net::instant when = std::min<net::instant>(until, now + pause_between_scans);
    co_return co_await net::wait_until(account_->net(), when, terms_.cancel);
  }
  shared_mailbox& box = account_->box();
  if (box.is_snapshot()) co_await account_->end_session(terms_.deadline, terms_.cancel, *terms_.report);
  const net::instant when = box.is_snapshot() ? until : std::min<net::instant>(until, now + slice);
  const result<void> waited = co_await box.wait_for_news(when);
  if (!waited) account_->pass_on();
  co_return waited;
}

// The end of the session in which something of ours is to be removed.
net::task<result<void>> shared_session::await_end() {
  net::event over{account_->net().executor()};
  net::guard until{account_->net(), terms_.cancel, [&over] { over.set(); }};
  until.until(terms_.deadline);
  me_.end.reset();
  me_.wake = &over;
  account_->join(me_);
  if (account_->box().is_open()) account_->box().rest();
  account_->pass_on();
  co_await over.wait();
  me_.wake = nullptr;
  account_->resign(me_);
  if (account_->holds(me_)) {
    account_->join(me_);
    co_await account_->end_session(terms_.deadline, terms_.cancel, *terms_.report);
    account_->resign(me_);
    account_->pass_on();
  }
  if (me_.end) co_return *me_.end;
  failure f = until.failed(stage::sign_out);
  if (f.why == cause::timeout)
    f.detail = "waited for the end of the session that monitors of this account share";
  co_return f;
}

// Once more, in another session, where that of the others did not come to its end.
net::task<result<std::uint32_t>> shared_session::remove_together(std::vector<std::string> ids) {
  for (bool again = false;; again = true) {
    const result<std::uint32_t> marked = co_await account_->box().remove(ids);
    account_->settle(error_of(marked));
    if (marked) {
      const result<void> end = co_await await_end();
      if (end) co_return marked;
      if (again || !me_.end) co_return end.error();
    } else {
      account_->pass_on();
      if (again) co_return marked;
    }
    CO_TRY(co_await scan(since_, ours_, terms_.deadline, terms_.cancel, *terms_.report));
  }
}

net::task<result<std::uint32_t>> shared_session::remove(std::vector<std::string> ids) {
  if (!account_->holds(me_)) co_return out_of_turn("remove()");
  if (ids.empty()) {
    co_await leave();
    co_return 0U;
  }
  shared_mailbox& box = account_->box();
  const bool hand_on = account_->successor();
  if (box.is_snapshot() && (hand_on || account_->somebody_counts_on_it()))
    co_return co_await remove_together(std::move(ids));
  box.keep(hand_on);
  const result<std::uint32_t> removed = co_await box.remove(std::move(ids));
  account_->settle(error_of(removed));
  if (box.is_open()) box.rest();
  account_->pass_on();
  co_return removed;
}

net::task<result<std::uint32_t>> shared_session::move(std::vector<std::string> ids, std::string folder) {
  if (!account_->holds(me_)) co_return out_of_turn("move()");
  shared_mailbox& box = account_->box();
  box.keep(account_->successor());
  const result<std::uint32_t> moved = co_await box.move(std::move(ids), std::move(folder));
  account_->settle(error_of(moved));
  if (box.is_open()) box.rest();
  account_->pass_on();
  co_return moved;
}

net::task<void> shared_session::pause() {
  if (!account_->holds(me_)) co_return;
  if (account_->somebody_waits() || account_->box().is_snapshot()) {
    co_await leave();
    co_return;
  }
  if (account_->box().is_open()) account_->box().rest();
  me_.idle = true;
}

net::task<void> shared_session::leave() {
  if (!account_->holds(me_)) co_return;
  if (account_->successor())
    account_->box().rest();
  else
    co_await account_->end_session(terms_.deadline, terms_.cancel, *terms_.report);
  account_->pass_on();
}

}  // namespace watchpost::mail
