#include "instance.h"

#include "account/network.h"
#include "account/sessions.h"
#include "mail/secret.h"

#include <algorithm>

namespace watchpost::mail_command {
namespace {

// Polls end that much before the host's deadline.
constexpr std::int64_t margin_ms = 250;

template <class Faults>
void tell(const Faults& faults, plugin::diagnostics& diags) {
  for (const auto& f : faults) {
    if (f.warning)
      diags.warning(f.key, f.text);
    else
      diags.error(f.key, f.text);
  }
}

identity::access_rules read_access(const settings& s, plugin::diagnostics& diags) {
  identity::rule_rows rows;
  rows.allow.assign(s.sender.allow.begin(), s.sender.allow.end());
  rows.signer.assign(s.sender.signers.begin(), s.sender.signers.end());
  for (const auto& row : s.sender.users) rows.user.push_back(row.reveal());
  for (const auto& row : s.sender.totp) rows.totp.push_back(row.reveal());
  rows.authserv = s.sender.authserv;
  std::vector<rows::fault> faults;
  identity::access_rules rules = read_rules(rows, faults);
  tell(faults, diags);
  for (const auto& row : rules.signers) diags.reads("signer", row.ca_file);
  for (const auto& row : rules.allow)
    for (const auto& pattern : row.points) diags.names("allow", pattern);
  return rules;
}

alarm::alarm_rules read_alarm(const settings& s, plugin::diagnostics& diags) {
  std::vector<rows::fault> faults;
  alarm::alarm_rules rules = alarm::read_alarm_rules({.enabled = s.alarm.on,
                                                      .to = s.alarm.to,
                                                      .points = s.alarm.points,
                                                      .monitors = s.alarm.monitors,
                                                      .hold_off = s.alarm.hold_off,
                                                      .repeat = s.alarm.repeat,
                                                      .recovery = s.alarm.recovery},
                                                     faults);
  tell(faults, diags);
  for (const auto& rule : rules.rules)
    diags.names("alarm.point", alarm::alarm_name(rule.of_monitor, rule.pattern));
  return rules;
}

// What the service does, as interim words of `op`, while this lives.
class steps_told {
 public:
  steps_told(service& of, plugin::op& op) : service_(of) {
    service_.tell_steps([&of, &op] {
      const std::string step = of.live().text();
      op.emit({plugin::state::pending, step, step});
    });
  }
  ~steps_told() { service_.tell_steps({}); }
  steps_told(const steps_told&) = delete;
  steps_told& operator=(const steps_told&) = delete;

 private:
  service& service_;
};

}  // namespace

void instance::configure(const mail_command::settings& s, plugin::diagnostics& diags) {
  check(s, diags);
  identity::access_rules access = read_access(s, diags);
  alarm::alarm_rules alarm = read_alarm(s, diags);
  if (diags.failed()) return;
  config_ = make_config(s, std::string(host_.instance()));
  config_.rules = std::move(access);
  config_.alarm = std::move(alarm);
  const auto spoken =
      s.alarm.language == runtime::answer_language::automatic ? s.answer.language : s.alarm.language;
  config_.alarm_mail = {.own = s.mail.address,
                        .name = config_.instance,
                        .in = spoken == runtime::answer_language::japanese ? grammar::language::japanese
                                                                           : grammar::language::english,
                        .one_language = spoken != runtime::answer_language::automatic,
                        .charset = mail::message::text_charset::utf_8,
                        .zone = grammar::local_zone(),
                        .replies = true};
}

plugin::status instance::activate() {
  auto stored = store_.load();
  if (!stored) return stored.error();
  std::string why;
  loaded_ = journal::durable_state::load(*stored, config_.answers_per_hour, why);
  kept_token_ = account::kept_token(*stored, why);
  if (!why.empty()) return plugin::error{.status = WP_E_IO, .domain = "state", .text = why};
  if (auto failed = running_.start()) return failed;
  running_.io().post([this] { open(); });
  return {};
}

void instance::open() {
  for (const auto& text : load_anchors(config_.rules, clock_.wall_ms())) host_.warning(text);
  if (const auto text = account::open_to_all(config_)) host_.warning(*text);
  account::take_tokens(config_, account::tokens_of(loop()), *this, kept_token_);
  host_services_ = std::make_unique<host::abi_host_services>(host_, store_, clock_, running_.io());
  service_ =
      std::make_unique<service>(account::network_of(loop()), config_, *host_services_, std::move(loaded_));
  running_.spawn([this](std::stop_token stop) { return until_closed(service_->tend(), std::move(stop)); });
  running_.spawn([this](std::stop_token stop) { return until_closed(service_->send(), std::move(stop)); });
}

instance::task instance::until_closed(task loop, std::stop_token stop) {
  const std::stop_callback closed(std::move(stop), [this] { service_->close(); });
  co_await std::move(loop);
}

void instance::start(const plugin::run& run, plugin::op op) {
  const mail::net::instant deadline(run.deadline_ms - margin_ms);
  const std::chrono::milliseconds interval(run.interval_ms);
  running_.launch(std::move(op), deadline.count(),
                  [this, deadline, interval](plugin::op owed, std::stop_token stop) {
                    return poll(deadline, interval, std::move(stop), std::move(owed));
                  });
}

// Mail waits for the poll that reads it; that is not its writer's fault.
instance::task instance::poll(mail::net::instant deadline, std::chrono::milliseconds interval,
                              std::stop_token stop, plugin::op op) {
  const mail::net::stop_cancellation cancel(std::move(stop));
  const intake::reading_round when{deadline, interval, cancel.get()};
  intake::received r;
  {
    const steps_told steps(*service_, op);
    r = co_await service_->poll(when);
  }
  if (r.failed && r.failed->why == mail::cause::cancelled)
    op.fail({.status = WP_E_CANCELLED,
             .domain = "host",
             .text = "the poll was stopped before it came to its end"});
  else
    op.complete(make_result(r, *service_, config_, when.slack));
}

void instance::notify(const plugin::event& event, plugin::op op) {
  running_.launch(
      std::move(op), plugin::operations::no_deadline,
      [this, event](plugin::op owed, const std::stop_token&) { return take(event, std::move(owed)); });
}

instance::task instance::take(plugin::event event, plugin::op op) {
  const host::mishap failed = co_await service_->take(std::move(event));
  if (failed)
    op.fail({.status = WP_E_IO, .domain = "state", .text = "the event could not be kept: " + *failed});
  else
    op.done();
}

void instance::probe(std::string_view action, std::int64_t deadline_ms, plugin::op op) {
  const mail::net::instant deadline(deadline_ms - margin_ms);
  running_.launch(std::move(op), deadline.count(),
                  [this, action = std::string(action), deadline](plugin::op owed, std::stop_token stop) {
                    return act(action, deadline, std::move(stop), std::move(owed));
                  });
}

instance::task instance::act(std::string action, mail::net::instant deadline, std::stop_token stop,
                             plugin::op op) {
  const mail::net::stop_cancellation cancel(std::move(stop));
  co_await run_action(account::network_of(loop()), config_, action, deadline, cancel.get(), std::move(op));
}

instance::task instance::leave() {
  service_.reset();
  co_await account::leave_tokens(config_);
  host_services_.reset();
}

mail::net::task<std::optional<std::string>> instance::keep(std::string refresh_token) {
  plugin::edits changes;
  changes.push_back({account::kept_token_key, refresh_token});
  host::mishap failed = co_await host_services_->commit(std::move(changes));
  mail::wipe(refresh_token);
  co_return failed;
}

void instance::deactivate(plugin::op op) {
  running_.drain(std::move(op), [this] { return leave(); });
}

}  // namespace watchpost::mail_command
