#include "mailbox.h"

#include "folders.h"
#include "idle.h"
#include "mail/net/guard.h"
#include "persistence.h"
#include "removal.h"
#include "scan.h"
#include "session.h"
#include "sign_in.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

constexpr std::chrono::seconds poll_interval{2};  // where the server has no IDLE

failure own_fault(std::string detail) {
  return make_failure(stage::remove, cause::internal, std::move(detail));
}

class account final : public shared_mailbox {
 public:
  account(net::network& net, access_settings how) : net_(net), how_(std::move(how)) {}

  net::task<result<mailbox_scan>> scan(position since, matcher ours, net::instant deadline,
                                       net::cancellation cancel, session_report& report) override;
  net::task<result<mailbox_scan>> scan_folders(position since, matcher ours) override;
  net::task<result<void>> wait_for_news(net::instant until) override;
  net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) override;
  net::task<result<std::uint32_t>> move(std::vector<std::string> ids, std::string folder) override;
  net::task<void> leave() override;

  void keep(bool session) override { keep_ = session; }
  void rest() override;
  bool is_open() const override { return session_ != nullptr; }
  std::uint64_t sessions() const override { return 0; }  // each removal is durable at once
  bool is_snapshot() const override { return false; }
  void before_sign_in(std::function<net::task<void>()>) override {}
  net::task<result<void>> finish(net::instant deadline, net::cancellation cancel,
                                 session_report& report) override;

 private:
  net::task<result<mailbox_scan>> read(session& s, const scan_order& order);
  net::task<result<idle_end>> idle(net::instant until);
  net::task<result<void>> back_to_inbox(session& s);
  using change = std::function<net::task<result<void>>(session&, removals&)>;
  net::task<result<std::uint32_t>> carry(removals all, std::string_view function, change work);
  net::task<result<void>> move_there(session& s, removal& what, std::string folder);
  bool same(const operation& what) const;

  net::network& net_;
  access_settings how_;
  session_report nobodys_;  // between two users' turns; outlives the session
  std::unique_ptr<session> session_;
  std::optional<operation> what_;  // of the latest scan
  folder_state inbox_;             // as the latest scan left it
  std::vector<place> places_{{"INBOX", std::nullopt, 0}};
  bool keep_ = false;
};

bool account::same(const operation& what) const {
  return what_ && what_->deadline == what.deadline && what_->cancel.shared() == what.cancel.shared() &&
         what_->report == what.report;
}

net::task<result<mailbox_scan>> account::read(session& s, const scan_order& order) {
  const bool anew = order.since == position_newest;
  if (s.selected == "INBOX" && !anew) co_return co_await scan_again(s, how_, order);
  CO_TRY(co_await end_idle(s));
  co_return co_await scan_first(s, net_, how_, order);
}

net::task<result<mailbox_scan>> account::scan(position since, matcher ours, net::instant deadline,
                                              net::cancellation cancel, session_report& report) {
  const operation what{deadline, cancel, &report};
  // The connection is bound to deadline, cancellation and report.
  if (keep_ && session_ && !same(what))
    session_->wire().rebind(deadline, cancel, report);
  else if (!same(what))
    co_await leave();
  what_ = what;
  const scan_order order{since, ours};
  auto work = [&](session& s) { return read(s, order); };
  persistence tries(net_, how_, what, session_);
  result<mailbox_scan> seen = co_await tries.run<mailbox_scan>(work);
  if (seen) {
    inbox_ = session_->folder;
    places_.front().validity = inbox_.validity;
    places_.front().next = inbox_.next.value_or(0);
  }
  co_return seen;
}

net::task<result<mailbox_scan>> account::scan_folders(position since, matcher ours) {
  if (!what_) co_return own_fault("scan_folders() before scan()");
  const scan_order order{since, ours};
  auto work = [&](session& s) { return imap::scan_folders(s, net_, how_, order, places_); };
  persistence tries(net_, how_, *what_, session_);
  co_return co_await tries.run<mailbox_scan>(work);
}

// News is what the latest scan has not seen.
net::task<result<void>> account::back_to_inbox(session& s) {
  CO_TRY(co_await select_inbox(s, net_, how_));
  s.folder.news = s.folder.exists != inbox_.exists || s.folder.validity != inbox_.validity ||
                  (s.folder.next && s.folder.next != inbox_.next);
  co_return result<void>{};
}

net::task<result<idle_end>> account::idle(net::instant until) {
  session& s = *session_;
  if (s.selected != "INBOX") {
    CO_TRY(co_await back_to_inbox(s));
  }
  if (s.folder.news || !s.idle.empty()) co_return idle_end::over;
  if (!s.caps.idle() && !s.caps_final) {
    CO_TRY(co_await ask_capabilities(s));
  }
  if (!s.caps.idle() || s.idle_refused) co_return idle_end::refused;
  const result<idle_end> waited = co_await idle_until(net_, s, until);
  if (waited && *waited == idle_end::refused) s.idle_refused = true;
  co_return waited;
}

net::task<result<void>> account::wait_for_news(net::instant until) {
  if (!what_) co_return own_fault("wait_for_news() before scan()");
  if (session_) {
    const result<idle_end> waited = co_await idle(until);
    if (waited && *waited == idle_end::over) co_return result<void>{};
    if (!waited) {
      session_.reset();
      if (waited.error().why != cause::closed) co_return waited.error();
    }
  }
  // A server that hung up is asked anew by the next scan.
  const net::instant when = std::min<net::instant>(until, net_.time().now() + poll_interval);
  co_return co_await net::wait_until(net_, when, what_->cancel);
}

// Does `work` to the messages, in this session or another. `function`: of ours, that was called.
net::task<result<std::uint32_t>> account::carry(removals all, std::string_view function, change work) {
  if (!all.empty()) {
    if (!what_ || !places_.front().validity) co_return own_fault(std::string(function) + " before scan()");
    auto attempt = [&](session& s) { return work(s, all); };
    persistence tries(net_, how_, *what_, session_);
    CO_TRY(co_await tries.run<void>(attempt));
  }
  if (!keep_) co_await leave();
  co_return removed_by(all);
}

net::task<result<std::uint32_t>> account::remove(std::vector<std::string> ids) {
  std::optional<removals> all = sort_out(ids, places_.size());
  if (!all) co_return own_fault("not the id of a message");
  const change work = [this](session& s, removals& what) { return carry_out(what, s, net_, how_, places_); };
  co_return co_await carry(std::move(*all), "remove()", work);
}

net::task<result<void>> account::move_there(session& s, removal& what, std::string folder) {
  if (s.selected != "INBOX" || s.read_only) {
    CO_TRY(co_await select_inbox(s, net_, how_));
  }
  s.at(stage::remove);
  if (!places_.front().means_the_same(s.folder))
    co_return s.fault(cause::temporary, "the server has numbered its messages anew since they were found");
  co_return co_await move_messages(s, what.uids, std::move(folder), what.gone);
}

net::task<result<std::uint32_t>> account::move(std::vector<std::string> ids, std::string folder) {
  std::optional<removals> all = sort_out(ids, 1);
  if (!all) co_return own_fault("not the id of a message in INBOX");
  const change work = [this, folder = std::move(folder)](session& s, removals& what) {
    return move_there(s, what.begin()->second, folder);
  };
  co_return co_await carry(std::move(*all), "move()", work);
}

void account::rest() {
  nobodys_ = session_report{};
  if (session_) session_->wire().rebind(net::never, net::cancellation(), nobodys_);
  what_.reset();
}

net::task<result<void>> account::finish(net::instant, net::cancellation, session_report&) {
  co_await leave();
  co_return result<void>{};
}

net::task<void> account::leave() {
  if (!session_) co_return;
  const std::unique_ptr<session> s = std::move(session_);
  co_await log_out(*s);
}

}  // namespace

std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how) {
  return std::make_unique<account>(net, std::move(how));
}

net::task<result<void>> reach(net::network& net, access_settings how, net::instant deadline,
                              net::cancellation cancel, session_report& report) {
  const operation what{deadline, cancel, &report};
  CO_TRY_AS(s, co_await open_session(net, how, what, true));
  co_await log_out(*s);
  co_return result<void>{};
}

std::unique_ptr<shared_mailbox> make_shared_mailbox(net::network& net, access_settings how) {
  return std::make_unique<account>(net, std::move(how));
}

net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report) {
  const operation what{deadline, cancel, &report};
  CO_TRY_AS(s, co_await open_session(net, how, what, true));
  CO_TRY(co_await authenticate(*s, net, how));
  co_await log_out(*s);
  co_return result<void>{};
}

}  // namespace watchpost::mail::imap
