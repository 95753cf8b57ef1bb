#include "mailbox.h"

#include "authenticate.h"
#include "idle.h"
#include "look.h"
#include "number_set.h"
#include "open.h"
#include "persistence.h"
#include "remove.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

constexpr std::chrono::seconds poll_interval{2};  // where the server has no IDLE

failure own_fault(std::string detail) {
  failure f;
  f.at = stage::remove;
  f.why = cause::internal;
  f.detail = std::move(detail);
  return f;
}

class inbox final : public mailbox {
 public:
  inbox(net::network& net, access_settings how) : net_(net), how_(std::move(how)) {}

  net::task<result<view>> look(position since, matcher ours, net::instant deadline, net::cancellation cancel,
                               session_report& report) override;
  net::task<result<view>> look_elsewhere(position since, matcher ours) override;
  net::task<result<void>> wait_for_news(net::instant until) override;
  net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) override;
  net::task<void> leave() override;

 private:
  net::task<result<view>> read(session& s, const look_order& order);
  net::task<result<void>> erase(session& s, std::span<const std::uint32_t> uids, std::uint32_t& expunged);
  net::task<result<idle_end>> idle(net::instant until);
  bool same(const operation& what) const;

  net::network& net_;
  access_settings how_;
  std::unique_ptr<session> session_;
  std::optional<operation> what_;          // of the latest look
  std::optional<std::uint32_t> validity_;  // what the UIDs of the latest look are good for
};

bool inbox::same(const operation& what) const {
  return what_ && what_->deadline == what.deadline && what_->cancel.shared() == what.cancel.shared() &&
         what_->report == what.report;
}

net::task<result<view>> inbox::read(session& s, const look_order& order) {
  if (s.folder.validity) co_return co_await look_again(s, how_, order);
  co_return co_await look_first(s, net_, how_, order);
}

net::task<result<view>> inbox::look(position since, matcher ours, net::instant deadline,
                                    net::cancellation cancel, session_report& report) {
  const operation what{deadline, cancel, &report};
  if (!same(what)) co_await leave();  // the connection is bound to deadline, cancellation and report
  what_ = what;
  const look_order order{since, ours};
  auto work = [&](session& s) { return read(s, order); };
  persistence tries(net_, how_, what, session_);
  result<view> seen = co_await tries.run<view>(work);
  if (seen) validity_ = session_->folder.validity;
  co_return seen;
}

net::task<result<view>> inbox::look_elsewhere(position since, matcher) {
  view seen;
  seen.next = std::move(since);
  co_return seen;
}

net::task<result<idle_end>> inbox::idle(net::instant until) {
  session& s = *session_;
  if (s.folder.news || !s.idle.empty()) co_return idle_end::over;
  if (!s.caps.idle() && !s.caps_final) {
    const result<void> asked = co_await ask_capabilities(s);
    if (!asked) co_return asked.error();
  }
  if (!s.caps.idle() || s.idle_refused) co_return idle_end::refused;
  const result<idle_end> waited = co_await idle_until(net_, s, until);
  if (waited && *waited == idle_end::refused) s.idle_refused = true;
  co_return waited;
}

net::task<result<void>> inbox::wait_for_news(net::instant until) {
  if (!what_) co_return own_fault("wait_for_news() before look()");
  if (session_) {
    const result<idle_end> waited = co_await idle(until);
    if (waited && *waited == idle_end::over) co_return result<void>{};
    if (!waited) {
      session_.reset();
      if (waited.error().why != cause::closed) co_return waited.error();
    }
  }
  // A server that hung up is asked anew by the next look.
  const net::instant when = std::min<net::instant>(until, net_.time().now() + poll_interval);
  const result<void> slept = co_await net::wait_until(net_, when, what_->cancel);
  co_return slept;
}

net::task<result<void>> inbox::erase(session& s, std::span<const std::uint32_t> uids,
                                     std::uint32_t& expunged) {
  if (!s.folder.validity) {
    const result<void> open = co_await select_inbox(s, net_, how_);
    if (!open) co_return open.error();
  }
  s.at(stage::remove);
  if (s.folder.validity != validity_)
    co_return s.fault(cause::temporary, "the server has numbered its messages anew since they were found");
  const result<void> removed = co_await remove_messages(s, uids, expunged);
  co_return removed;
}

net::task<result<std::uint32_t>> inbox::remove(std::vector<std::string> ids) {
  std::vector<std::uint32_t> uids;
  for (const auto& id : ids) {
    const auto uid = to_number(id);
    if (!uid || *uid == 0) co_return own_fault("not the id of a message");
    uids.push_back(*uid);
  }
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  std::uint32_t expunged = 0;
  if (!uids.empty()) {
    if (!what_ || !validity_) co_return own_fault("remove() before look()");
    auto work = [&](session& s) { return erase(s, uids, expunged); };
    persistence tries(net_, how_, *what_, session_);
    const result<void> removed = co_await tries.run<void>(work);
    if (!removed) co_return removed.error();
    session_.reset();  // LOGOUT was sent
  }
  co_await leave();
  co_return std::min(expunged, static_cast<std::uint32_t>(uids.size()));
}

net::task<void> inbox::leave() {
  if (!session_) co_return;
  const std::unique_ptr<session> s = std::move(session_);
  co_await log_out(*s);
}

}  // namespace

std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how) {
  return std::make_unique<inbox>(net, std::move(how));
}

net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report) {
  const operation what{deadline, cancel, &report};
  result<std::unique_ptr<session>> s = co_await open_session(net, how, what, true);
  if (!s) co_return s.error();
  const result<void> in = co_await authenticate(**s, net, how);
  if (!in) co_return in.error();
  co_await log_out(**s);
  co_return result<void>{};
}

}  // namespace watchpost::mail::imap
