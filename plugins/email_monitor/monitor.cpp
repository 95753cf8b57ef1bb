#include "monitor.h"

#include "account/sessions.h"
#include "evidence.h"
#include "mail/secret.h"
#include "shared_services.h"

#include <watchpost/cpp/awaited.hpp>

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

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
  config_ = make_configuration(s, std::string(host_.instance()));
  config_.mode = mode;
}

plugin::status monitor::activate() {
  auto stored = store_.available() ? store_.load() : plugin::entries{};
  if (!stored) return stored.error();
  std::string problem;
  ledger_ = ledger::load(*stored, problem);
  kept_token_ = account::kept_token(*stored, problem);
  if (!problem.empty()) return plugin::error{.status = WP_E_IO, .domain = "state", .text = problem};
  journal_.emplace(static_cast<storage&>(*this));
  if (auto failed = running_.start()) return failed;
  running_.io().post([this] {
    if (const auto text = account::open_to_all(config_)) host_.warning(*text);
    recall_refusals(shared_services_of(loop()), config_, *ledger_);
  });
  return {};
}

void monitor::start(const plugin::run& run, plugin::op op) {
  const std::int64_t late = clock_.mono_ms() - run.due_ms;
  const std::int64_t due = clock_.wall_ms() - late;
  running_.launch(std::move(op), run.deadline_ms - margin.count(),
                  [this, run, due](plugin::op owed, std::stop_token stop) {
                    return poll(run, due, std::move(stop), std::move(owed));
                  });
}

monitor::task monitor::poll(plugin::run run, std::int64_t due, std::stop_token stop, plugin::op op) {
  const shared_services shared = shared_services_of(loop());
  const one_under_way here(loop());
  const mail::net::stop_cancellation cancel(std::move(stop));
  account::take_tokens(config_, account::tokens_of(loop()), *this, kept_token_);
  const poll_request when{.deadline = end_of(run.deadline_ms, shared.net.time().now(), here.others()),
                          .due = due,
                          .interval = std::chrono::milliseconds(run.interval_ms)};
  const poll_report report =
      co_await email_monitor::poll(shared, config_, *ledger_, *journal_, when, cancel.get());
  if (report.cancelled) {
    op.fail({.status = WP_E_CANCELLED,
             .domain = "host",
             .text = "the poll was stopped before it came to a verdict"});
  } else {
    const auto now = shared.net.time().wall();
    plugin::result verdict = make_result(report, config_, now.count() / 1000);
    if (verdict.state != watchpost::abi::state::ok) attach_evidence(verdict, report, config_, *ledger_, now);
    op.complete(verdict);
  }
}

void monitor::probe(std::string_view action, std::int64_t deadline_ms, plugin::op op) {
  const mail::net::instant deadline = mail::net::instant(deadline_ms) - margin;
  running_.launch(std::move(op), deadline.count(),
                  [this, action = std::string(action), deadline](plugin::op owed, std::stop_token stop) {
                    return act(action, deadline, std::move(stop), std::move(owed));
                  });
}

monitor::task monitor::act(std::string action, mail::net::instant deadline, std::stop_token stop,
                           plugin::op op) {
  const one_under_way here(loop());
  const mail::net::stop_cancellation cancel(std::move(stop));
  account::take_tokens(config_, account::tokens_of(loop()), *this, kept_token_);
  co_await run_action(shared_services_of(loop()).net, config_, action, deadline, cancel.get(), std::move(op));
}

// Without a store what would be in it lives as long as the instance.
mail::net::task<std::optional<std::string>> monitor::write(edits changes) {
  if (!store_.available()) co_return std::nullopt;
  plugin::status failed = co_await plugin::commit(running_.io(), store_, std::move(changes));
  if (!failed) co_return std::nullopt;
  co_return std::move(failed->text);
}

// On its own, as the host answers also for a commit whose poll was answered before.
void monitor::store(edits changes, answer done) {
  running_.spawn([this, changes = std::move(changes), done = std::move(done)](
                     const std::stop_token&) mutable -> task { done(co_await write(std::move(changes))); });
}

mail::net::task<std::optional<std::string>> monitor::keep(std::string refresh_token) {
  edits changes{{account::kept_token_key, refresh_token}};
  std::optional<std::string> problem = co_await write(std::move(changes));
  if (!problem) std::swap(kept_token_, refresh_token);
  mail::wipe(refresh_token);
  co_return problem;
}

void monitor::deactivate(plugin::op op) {
  running_.drain(std::move(op), [this] { return account::leave_tokens(config_); });
}

}  // namespace watchpost::email_monitor
