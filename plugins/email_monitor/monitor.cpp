#include "monitor.h"

#include "account/sessions.h"
#include "commons.h"
#include "evidence.h"
#include "mail/secret.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// The sessions of a poll end that much before the host's deadline, so that the verdict is there by then.
constexpr mail::net::instant margin = 250ms;

// And so much earlier for each other one under way: where a crowd ends together, its last verdict is told
// in time, too.
constexpr std::chrono::microseconds time_for_a_verdict = 500us;

mail::net::instant end_of(std::int64_t deadline_ms, mail::net::instant now, std::size_t others) {
  const mail::net::instant last = mail::net::instant(deadline_ms) - margin;
  const auto crowd = std::chrono::duration_cast<mail::net::instant>(time_for_a_verdict * others);
  return last - std::clamp<mail::net::instant>((last - now) / 4, 0ms, crowd);
}

std::vector<plugin::edit> to_plugin(edits changes) {
  std::vector<plugin::edit> out;
  out.reserve(changes.size());
  for (auto& e : changes) out.push_back({std::move(e.key), std::move(e.value)});
  return out;
}

}  // namespace

void monitor::configure(email_monitor::settings s, plugin::diagnostics& diags) {
  const auto mode = choose_mode(s, store_.available(), diags);
  if (s.delivery_deadline && mode == poll_mode::same_poll && *s.delivery_deadline < std::chrono::seconds(2))
    diags.warning("delivery.deadline", "is shorter than most servers take; consider 30s or more");
  check_limits(s, diags);
  check_sign_in(s, diags);
  if (diags.failed()) return;
  check_account(s, diags);
  if (!s.tls.verify)
    diags.warning("tls.verify", "is false: anybody in between can read and change the mail; results say so");
  if (!s.mail.folders.empty() && s.mail.protocol == account_type::pop3)
    diags.warning("mail.folders", "is not used: POP3 cannot see folders; use mail.protocol = imap");
  if (s.mail.folders.size() > mail::max_folders)
    diags.error("mail.folders", "has " + std::to_string(s.mail.folders.size()) + " rows; at most " +
                                    std::to_string(mail::max_folders) + " are looked into");
  plan_ = make_plan(s, std::string(host_.instance()));
  plan_.mode = mode;
}

plugin::failure monitor::activate() {
  auto stored = store_.available() ? store_.load() : plugin::entries{};
  if (!stored) return stored.error();
  const std::map<std::string, std::string> entries(stored->begin(), stored->end());
  std::string why;
  ledger_ = ledger::load(entries, why);
  if (!ledger_)
    return plugin::error{WP_E_IO, "state", 0,
                         why + "; remove the stored state of this instance to start afresh", ""};
  journal_.emplace(static_cast<storage&>(*this));
  if (!why.empty()) host_.warning(why);
  const auto kept = entries.find(account::kept_token_key);
  kept_token_ = kept == entries.end() ? std::string() : kept->second;
  if (auto failed = io_.start()) return failed;
  io_.post([this] { recall_refusals(commons_of(io_.context()), plan_, *ledger_); });
  return {};
}

void monitor::launch(std::uint64_t op_id, task work) {
  ++under_way_of(io_.context());
  asio::co_spawn(io_.context(), std::move(work),
                 [this, op_id](const std::exception_ptr&) { finished(op_id); });
}

void monitor::start(const plugin::run& run, plugin::op op) {
  const std::int64_t late = clock_.mono_ms() - run.due_ms;
  const std::int64_t due = clock_.wall_ms() - late;
  io_.post([this, run, due, op = std::move(op)]() mutable {
    const auto id = op.id();
    const poll_request when{.deadline = end_of(run.deadline_ms, mail::net::instant(clock_.mono_ms()),
                                               under_way_of(io_.context())),
                            .due = due,
                            .interval = std::chrono::milliseconds(run.interval_ms)};
    launch(id, poll(when, running_.begin(id, when.deadline), std::move(op)));
  });
}

monitor::task monitor::poll(poll_request when, mail::net::cancellation cancel, plugin::op op) {
  account::take_tokens(plan_, account::tokens_of(io_.context()), *this, kept_token_);
  const commons with = commons_of(io_.context());
  const poll_report report = co_await email_monitor::poll(with, plan_, *ledger_, *journal_, when, cancel);
  if (report.cancelled) {
    op.fail({WP_E_CANCELLED, "host", 0, "the poll was stopped before it came to a verdict", ""});
  } else {
    const auto now = with.net.time().wall();
    plugin::result verdict = make_result(report, plan_, now.count() / 1000);
    if (verdict.state != watchpost::abi::state::ok) attach_evidence(verdict, report, plan_, *ledger_, now);
    op.complete(verdict);
  }
}

void monitor::probe(std::string_view action, std::int64_t deadline_ms, plugin::op op) {
  io_.post([this, action = std::string(action), deadline = mail::net::instant(deadline_ms) - margin,
            op = std::move(op)]() mutable {
    const auto id = op.id();
    launch(id, act(std::move(action), deadline, running_.begin(id, deadline), std::move(op)));
  });
}

monitor::task monitor::act(std::string action, mail::net::instant deadline, mail::net::cancellation cancel,
                           plugin::op op) {
  account::take_tokens(plan_, account::tokens_of(io_.context()), *this, kept_token_);
  co_await run_action(commons_of(io_.context()).net, plan_, action, deadline, cancel, std::move(op));
}

// Without a store the ledger lives as long as the instance.
void monitor::store(edits changes, answer done) {
  const auto answer_later = [this, done = std::move(done)](plugin::failure failed) {
    std::optional<std::string> problem;
    if (failed) problem = failed->text;
    io_.post([this, done, problem = std::move(problem)] {
      done(problem);
      leave_when_quiet();
    });
  };
  if (!store_.available()) return answer_later({});
  store_.commit(to_plugin(std::move(changes)), answer_later);
}

mail::net::task<std::optional<std::string>> monitor::keep(std::string refresh_token) {
  const auto initiate = [this, &refresh_token](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    store({{account::kept_token_key, refresh_token}}, [held](auto problem) { (*held)(std::move(problem)); });
  };
  std::optional<std::string> problem =
      co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::optional<std::string>)>(
          initiate, asio::use_awaitable);
  if (!problem) std::swap(kept_token_, refresh_token);
  mail::wipe(refresh_token);
  co_return problem;
}

void monitor::cancel(std::uint64_t op_id) {
  io_.post([this, op_id] { running_.cancel(op_id, commons_of(io_.context()).net.time().now()); });
}

void monitor::finished(std::uint64_t op_id) {
  running_.end(op_id);
  --under_way_of(io_.context());
  leave_when_quiet();
}

// The host calls back for every commit, also for one whose poll was answered before.
void monitor::leave_when_quiet() {
  if (!leaving_ || !running_.none() || journal_->waiting()) return;
  plugin::op last = std::move(leaving_);
  // Nothing of this instance runs any more but what its token source owes it.
  if (!plan_.tokens) return io_.stop(std::move(last));
  asio::co_spawn(
      io_.context(), account::leave_tokens(plan_),
      [this, last = std::move(last)](const std::exception_ptr&) mutable { io_.stop(std::move(last)); });
}

void monitor::deactivate(plugin::op op) {
  io_.post([this, op = std::move(op)]() mutable {
    leaving_ = std::move(op);
    running_.cancel_all();
    leave_when_quiet();
  });
}

}  // namespace watchpost::email_monitor
