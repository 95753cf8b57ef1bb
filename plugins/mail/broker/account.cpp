#include "account.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail {
namespace {

// How long a sign-in is held back for polls that have begun but not yet asked.
constexpr std::chrono::milliseconds longest_gathering{50};
constexpr std::chrono::milliseconds gathering_step{5};

bool same(const access_settings& a, const access_settings& b) {
  return a.server.host == b.server.host && a.server.port == b.server.port && a.tls == b.tls &&
         a.trust == b.trust && a.user.username == b.user.username && a.user.password == b.user.password &&
         a.user.token.view() == b.user.token.view() && a.allow_cleartext_login == b.allow_cleartext_login &&
         a.connect_timeout == b.connect_timeout && a.fields == b.fields && a.folders == b.folders;
}

}  // namespace

void account::depart(guest& who) {
  guests_.remove(&who);
  waiting_.remove(&who);
  pending_.remove(&who);
  if (holder_ != &who) return;
  // He goes in the middle of something: nobody can tell how the session stands.
  box_.reset();
  how_.reset();
  failure f = make_failure(stage::sign_out, cause::closed,
                           "the session that monitors of this account share was given up");
  ended(f);
  pass_on();
}

bool account::take(guest& who) {
  who.ticket = ++last_ticket_;
  if (holder_ != nullptr && holder_ != &who && holder_->idle && waiting_.empty()) {
    holder_->idle = false;
    if (box_->is_open()) box_->rest();
    holder_ = nullptr;
  }
  if (holder_ == nullptr) holder_ = &who;
  who.idle = false;
  return holder_ == &who;
}

void account::queue(guest& who) { waiting_.push_back(&who); }

void account::pass_on() {
  if (holder_ != nullptr) holder_->idle = false;
  holder_ = nullptr;
  auto& next = waiting_.empty() ? pending_ : waiting_;
  if (next.empty()) return;
  holder_ = next.front();
  next.pop_front();
  holder_->wake->set();
}

bool account::fits(const guest& who) const {
  if (!box_ || !box_->is_open() || !same(*how_, *who.how)) return false;
  return !box_->is_snapshot() || who.ticket <= admitted_;
}

net::task<void> account::gather() {
  const auto on_their_way = [this] {
    return std::any_of(guests_.begin(), guests_.end(), [](const guest* g) { return g->ticket == 0; });
  };
  const net::instant until = net_.time().now() + longest_gathering;
  while (on_their_way() && net_.time().now() < until) {
    const auto waited = co_await net::wait_until(net_, net_.time().now() + gathering_step, {});
    if (!waited) break;
  }
  admitted_ = last_ticket_;
}

net::task<void> account::prepare(guest& who, net::instant deadline, net::cancellation cancel,
                                 session_report& report) {
  if (box_ && box_->is_open() && !fits(who)) co_await end_session(deadline, cancel, report);
  if (!box_ || !same(*how_, *who.how)) {
    how_ = *who.how;
    box_ = make_(net_, *how_);
    sessions_ = 0;
    if (box_->is_snapshot()) box_->before_sign_in([this] { return gather(); });
  }
  box_->keep(true);
}

void account::settle(const std::optional<failure>& failed) {
  const bool another = box_->sessions() != sessions_;
  sessions_ = box_->sessions();
  if (pending_.empty() || (!another && !failed)) return;
  failure f;
  if (failed) f = *failed;
  f.at = stage::sign_out;
  f.why = cause::closed;
  f.detail = "the session that monitors of this account share broke off before its end";
  ended(f);
}

void account::tell(const failure& f, const guest& of) {
  const auto waiting = std::exchange(waiting_, {});
  for (guest* g : waiting) {
    if (!same(*g->how, *of.how)) {
      waiting_.push_back(g);
      continue;
    }
    g->told = f;
    g->wake->set();
  }
}

void account::ended(const result<void>& how) {
  for (guest* g : std::exchange(pending_, {})) {
    g->end = how;
    if (g->wake != nullptr) g->wake->set();
  }
}

net::task<void> account::end_session(net::instant deadline, net::cancellation cancel,
                                     session_report& report) {
  if (!box_) co_return;
  if (pending_.empty()) {
    co_await box_->leave();
    co_return;
  }
  const result<void> done = co_await box_->finish(deadline, std::move(cancel), report);
  ended(done);
}

}  // namespace watchpost::mail
