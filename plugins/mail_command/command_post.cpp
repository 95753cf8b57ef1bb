#include "command_post.h"

#include "account/network.h"
#include "account/sessions.h"
#include "mail/net/guard.h"
#include "mail/secret.h"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace watchpost::mail_command {
namespace {

namespace asio = boost::asio;

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

access_rules read_access(const settings& s, std::int64_t now_ms, plugin::diagnostics& diags) {
  rule_rows rows;
  rows.allow.assign(s.sender.allow.begin(), s.sender.allow.end());
  rows.signer.assign(s.sender.signers.begin(), s.sender.signers.end());
  for (const auto& row : s.sender.users) rows.user.push_back(row.reveal());
  for (const auto& row : s.sender.totp) rows.totp.push_back(row.reveal());
  rows.authserv = s.sender.authserv;
  std::vector<rule_fault> faults;
  access_rules rules = read_rules(rows, faults);
  tell(faults, diags);
  for (const auto& text : load_anchors(rules, now_ms)) diags.warning("signer", text);
  for (const auto& row : rules.allow)
    for (const auto& pattern : row.points) diags.names("allow", pattern);
  return rules;
}

alarm_rules read_alarm(const settings& s, plugin::diagnostics& diags) {
  std::vector<alarm_fault> faults;
  alarm_rules rules = read_alarm_rules({.enabled = s.alarm.on,
                                        .to = s.alarm.to,
                                        .points = s.alarm.points,
                                        .monitors = s.alarm.monitors,
                                        .hold_off = s.alarm.hold_off,
                                        .repeat = s.alarm.repeat,
                                        .recovery = s.alarm.recovery},
                                       faults);
  tell(faults, diags);
  for (const auto& rule : rules.rules) diags.names("alarm.point", alarm_name(rule.of_monitor, rule.pattern));
  return rules;
}

std::string words_of(const std::exception_ptr& broke_off) {
  try {
    std::rethrow_exception(broke_off);
  } catch (const std::exception& e) {
    return mail::printable(e.what());
  } catch (...) {
    return "an error without words";
  }
}

// What the office does, as interim words of `op`, while this lives.
class steps_told {
 public:
  steps_told(office& of, plugin::op& op) : office_(of) {
    office_.tell_steps([&of, &op] {
      const std::string step = of.live().text();
      op.emit({plugin::state::pending, step, step});
    });
  }
  ~steps_told() { office_.tell_steps({}); }
  steps_told(const steps_told&) = delete;
  steps_told& operator=(const steps_told&) = delete;

 private:
  office& office_;
};

}  // namespace

void command_post::configure(const mail_command::settings& s, plugin::diagnostics& diags) {
  check(s, diags);
  access_rules access = read_access(s, clock_.wall_ms(), diags);
  alarm_rules alarm = read_alarm(s, diags);
  if (diags.failed()) return;
  orders_.what = make_plan(s, std::string(host_.instance()));
  orders_.access = std::move(access);
  orders_.alarm = std::move(alarm);
  const auto spoken = s.alarm.language == answer_language::automatic ? s.answer.language : s.alarm.language;
  orders_.letters = {.own = s.mail.address,
                     .name = orders_.what.instance,
                     .in = spoken == answer_language::japanese ? language::japanese : language::english,
                     .one_language = spoken != answer_language::automatic,
                     .charset = mail::message::text_charset::utf_8,
                     .zone = local_zone(),
                     .replies = true};
}

plugin::failure command_post::activate() {
  auto stored = store_.load();
  if (!stored) return stored.error();
  if (auto failed = io_.start()) return failed;
  io_.post([this, entries = std::move(*stored)] { open(entries); });
  return {};
}

void command_post::open(const state_entries& entries) {
  std::string why;
  const auto kept = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.first == watchpost::account::kept_token_key;
  });
  watchpost::account::take_tokens(
      orders_.what, watchpost::account::tokens_of(io_.context()), *this,
      kept == entries.end() ? std::string_view() : std::string_view(kept->second));
  facility_ = std::make_unique<host_facility>(host_, store_, clock_, io_.context());
  office_ = std::make_unique<office>(watchpost::account::network_of(io_.context()), orders_, *facility_,
                                     entries, why);
  if (!why.empty()) host_.warning(why);
  const auto ended = [this](const std::exception_ptr&) {
    --loops_;
    leave_when_quiet();
  };
  loops_ = 2;
  asio::co_spawn(io_.context(), office_->tend(), ended);
  asio::co_spawn(io_.context(), office_->send(), ended);
}

void command_post::launch(std::uint64_t op_id, task work) {
  asio::co_spawn(io_.context(), std::move(work), [this, op_id](const std::exception_ptr& broke_off) {
    if (broke_off) host_.error("an operation broke off: " + words_of(broke_off));
    finished(op_id);
  });
}

void command_post::start(const plugin::run& run, plugin::op op) {
  const mail::net::instant deadline(run.deadline_ms - margin_ms);
  const std::chrono::milliseconds interval(run.interval_ms);
  io_.post([this, deadline, interval, op = std::move(op)]() mutable {
    const auto id = op.id();
    launch(id, poll({deadline, interval, running_.begin(id, deadline)}, std::move(op)));
  });
}

// Mail waits for the poll that reads it; that is not its writer's fault.
command_post::task command_post::poll(reading_round when, plugin::op op) {
  received r;
  {
    const steps_told steps(*office_, op);
    r = co_await office_->poll(when);
  }
  if (r.failed && r.failed->why == mail::cause::cancelled)
    op.fail({WP_E_CANCELLED, "host", 0, "the poll was stopped before it came to its end", ""});
  else
    op.complete(make_result(r, *office_, orders_.what, when.slack));
}

void command_post::notify(const plugin::event& what, plugin::op op) {
  io_.post([this, what, op = std::move(op)]() mutable {
    const auto id = op.id();
    running_.begin(id, mail::net::never);
    launch(id, take(what, std::move(op)));
  });
}

command_post::task command_post::take(plugin::event what, plugin::op op) {
  const mishap failed = co_await office_->take(std::move(what));
  if (failed)
    op.fail({WP_E_IO, "state", 0, "the event could not be kept: " + *failed, ""});
  else
    op.done();
}

void command_post::probe(std::string_view action, std::int64_t deadline_ms, plugin::op op) {
  io_.post([this, action = std::string(action), deadline = mail::net::instant(deadline_ms - margin_ms),
            op = std::move(op)]() mutable {
    const auto id = op.id();
    launch(id, act(std::move(action), deadline, running_.begin(id, deadline), std::move(op)));
  });
}

command_post::task command_post::act(std::string action, mail::net::instant deadline,
                                     mail::net::cancellation cancel, plugin::op op) {
  co_await run_action(watchpost::account::network_of(io_.context()), orders_.what, action, deadline, cancel,
                      std::move(op));
}

void command_post::cancel(std::uint64_t op_id) {
  io_.post(
      [this, op_id] { running_.cancel(op_id, watchpost::account::network_of(io_.context()).time().now()); });
}

void command_post::finished(std::uint64_t op_id) {
  running_.end(op_id);
  leave_when_quiet();
}

void command_post::leave_when_quiet() {
  if (!leaving_ || loops_ != 0 || !running_.none()) return;
  office_.reset();
  plugin::op last = std::move(leaving_);
  if (!orders_.what.tokens) return leave_with(std::move(last));
  asio::co_spawn(
      io_.context(), watchpost::account::leave_tokens(orders_.what),
      [this, last = std::move(last)](const std::exception_ptr&) mutable { leave_with(std::move(last)); });
}

void command_post::leave_with(plugin::op last) {
  facility_.reset();
  io_.stop(std::move(last));
}

mail::net::task<std::optional<std::string>> command_post::keep(std::string refresh_token) {
  edits changes;
  changes.push_back({watchpost::account::kept_token_key, refresh_token});
  mishap failed = co_await facility_->commit(std::move(changes));
  mail::wipe(refresh_token);
  co_return failed;
}

void command_post::deactivate(plugin::op op) {
  io_.post([this, op = std::move(op)]() mutable {
    leaving_ = std::move(op);
    running_.cancel_all();
    office_->close();
    leave_when_quiet();
  });
}

}  // namespace watchpost::mail_command
