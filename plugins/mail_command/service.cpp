#include "service.h"

#include "mail/back_off.h"
#include "mail/failure.h"
#include "mail_command/act/clock_set.h"
#include "mail_command/act/returning.h"
#include "mail_command/intake/handle.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace watchpost::mail_command {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_wait = 60s;
constexpr std::chrono::milliseconds after_failed_commit = 5s;
constexpr std::chrono::milliseconds after_fault = 5s, longest_after_fault = 15min;
constexpr std::chrono::milliseconds round_limit = 10min;
constexpr std::chrono::milliseconds longest_wait_in_a_poll = 2s;

std::optional<std::int64_t> sooner(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

void note(runtime::traffic& t, bool well, std::string failure, std::string advice, std::int64_t now) {
  if (well) {
    ++t.rounds;
    t.last_success = now;
  } else {
    t.last_failure = now;
  }
  t.failure = std::move(failure);
  t.advice = std::move(advice);
}

runtime::activity activity_of(outbox::submission_step s) {
  switch (s) {
    case outbox::submission_step::connecting: return runtime::activity::connecting;
    case outbox::submission_step::signing_in: return runtime::activity::signing_in;
    case outbox::submission_step::sending: break;
  }
  return runtime::activity::sending;
}

}  // namespace

outbox::sending_settings sending_of(const runtime::configuration& config) {
  outbox::sending_settings s;
  s.servers = config;
  s.pop_before_smtp = config.pop_before_smtp;
  s.own_address = config.address;
  return s;
}

service::service(mail::net::network& net, const runtime::configuration& config, host::host_services& host,
                 std::unique_ptr<journal::durable_state> state)
    : net_(net),
      config_(config),
      host_(host),
      state_(std::move(state)),
      time_(net_.time(), state_->offset_ms),
      context_{config_,           net_, host_, *state_, live_, time_, points_, grammar::local_zone(),
               [this] { wake(); }},
      submitter_(net_, sending_of(config), state_->outbox, time_,
                 [this](plugin::edits changes) { return state_->commit(host_, std::move(changes)); }),
      pacing_(config.instance) {}

mail::net::task<intake::received> service::read(intake::reading_round when) {
  intake::received r;
  const mail::net::instant begun = net_.time().now();
  if (const auto sending = submitter_.maildrop_visit()) pacing_.signed_in(*sending);
  if (const auto left = pacing_.left(begun); left > longest_wait_in_a_poll || begun + left > when.deadline) {
    pacing_.put_off(begun);
    r.put_off = true;
    co_return r;
  } else if (left > 0ms) {
    const auto waited = co_await mail::net::wait_until(net_, begun + left, when.cancel);
    r.failed = mail::error_of(waited);
  }
  if (!r.failed) {
    when.slack += pacing_.waited(net_.time().now());
    r = co_await receive(context_, std::move(when));
    pacing_.learn(r, net_.time().now());
    if (r.signed_in && config_.protocol == account::account_type::pop3)
      submitter_.maildrop_visited(*r.signed_in);
  }
  const bool stopped =
      r.failed && r.failed->why == mail::cause::cancelled;  // which says nothing of the server
  if (!stopped)
    note(live_.receiving, !r.failed, r.failed ? to_string(*r.failed) : std::string(), {}, host_.wall_ms());
  co_return r;
}

mail::net::task<intake::received> service::poll(intake::reading_round when) {
  co_await follow_clock();
  co_await intake::resume(context_);
  intake::received r = co_await read(std::move(when));
  r.again_in = pacing_.left(net_.time().now());
  std::optional<std::int64_t> trusted;
  if (!time_.was_set_within(journal::remember_ms)) trusted = host_.wall_ms();
  const host::mishap unsaved = co_await state_->commit(host_, state_->prune(time_.now(), trusted));
  (void)unsaved;  // owed to the next one
  wake();
  co_return r;
}

alarm::alarm_mail_terms service::alarm_mail() const {
  alarm::alarm_mail_terms terms = config_.alarm_mail;
  terms.replies = terms.replies && !state_->fresh;
  return terms;
}

mail::net::task<host::mishap> service::take(abi::event event) {
  const alarm::alarm_mail_terms text = alarm_mail();
  const alarm::alarm_context with{config_.alarm, text, state_->outbox, time_.offset(), &state_->spoken};
  alarm::taken got{};
  plugin::edits changes = state_->alarmed.take(event, with, time_.now(), got);
  host::mishap failed = co_await state_->commit(host_, std::move(changes));
  wake();
  if (!failed && got == alarm::taken::full) failed = "the outbox is full";
  co_return failed;
}

mail::net::task<void> service::follow_clock() {
  const std::int64_t by = time_.follow();
  if (by == 0) co_return;
  const host::mishap failed = co_await state_->commit(host_, act::clock_was_set(context_, by));
  (void)failed;  // owed to the next one
}

mail::net::task<void> service::tend_once() {
  co_await follow_clock();
  co_await intake::resume(context_);
  co_await act::bring_back(context_);
  co_await intake::record_dropped(context_);
  const std::int64_t now = time_.now();
  plugin::edits changes;
  if (const auto next = state_->alarmed.next(); next && *next <= now) {
    const alarm::alarm_mail_terms text = alarm_mail();
    const alarm::alarm_context with{config_.alarm, text, state_->outbox, time_.offset(), &state_->spoken};
    changes = state_->alarmed.elapsed(with, now);
    sending_.set = true;
    sending_.event.raise();
  }
  const host::mishap failed = co_await state_->commit(host_, std::move(changes));
  (void)failed;  // owed to the next one
}

mail::net::task<void> service::go_on(mail::net::task<void> (service::*work)(), wake_event& between,
                                     std::string& fault) {
  mail::back_off pause(after_fault, longest_after_fault, config_.instance);
  while (!closing_.raised()) {
    std::string words = "an error without words";
    try {
      co_await (this->*work)();
      co_return;
    } catch (const std::exception& e) {
      words = mail::printable(e.what());
    } catch (...) {
    }
    live_.enter(runtime::activity::idle);
    fault = std::move(words);
    host_.warn("the work broke off, and is begun again: " + fault);
    co_await sleep(between, time_.now() + pause.next().count());
  }
}

mail::net::task<void> service::tend() {
  co_await go_on(&service::tend_rounds, tending_, live_.tending_fault);
}

mail::net::task<void> service::send() {
  co_await go_on(&service::send_rounds, sending_, live_.sending_fault);
}

mail::net::task<void> service::tend_rounds() {
  while (!closing_.raised()) {
    co_await tend_once();
    live_.tending_fault.clear();
    auto next = sooner(state_->returning.next(), state_->alarmed.next());
    if (state_->behind()) next = sooner(next, time_.now() + after_failed_commit.count());
    co_await sleep(tending_, next);
  }
}

mail::net::task<void> service::send_rounds() {
  // What an earlier process was sending, or a round that broke off, may have arrived.
  const host::mishap failed = co_await state_->commit(host_, state_->outbox.recover(time_.now()));
  (void)failed;  // owed to the next one
  while (!closing_.raised()) {
    const auto next = submitter_.next();
    if (!next || *next > time_.now()) {
      live_.sending_fault.clear();
      co_await sleep(sending_, next);
      continue;
    }
    const auto progress = [this](outbox::submission_step s) { live_.enter(activity_of(s)); };
    const outbox::submission_report r =
        co_await submitter_.round(net_.time().now() + round_limit, closing_, progress);
    live_.enter(runtime::activity::idle);
    live_.sending.mails += r.sent;
    std::string fault = r.failed ? to_string(*r.failed) : r.not_durable;
    const bool well = fault.empty();
    note(live_.sending, well, std::move(fault), r.advice, host_.wall_ms());
    // A round that could not store what it did is not repeated at once.
    if (!r.not_durable.empty()) co_await sleep(sending_, time_.now() + after_failed_commit.count());
  }
}

mail::net::task<void> service::sleep(wake_event& wake_up, std::optional<std::int64_t> until) {
  if (closing_.raised() || std::exchange(wake_up.set, false)) co_return;
  wake_up.event = {};
  std::chrono::milliseconds length = longest_wait;
  if (until) length = std::clamp(std::chrono::milliseconds(*until - time_.now()), 0ms, longest_wait);
  const auto woken = co_await mail::net::wait_until(net_, net_.time().now() + length, wake_up.event);
  (void)woken;
  wake_up.set = false;
}

void service::wake() {
  for (wake_event* each : {&tending_, &sending_}) {
    each->set = true;
    each->event.raise();
  }
}

void service::close() {
  closing_.raise();
  wake();
}

}  // namespace watchpost::mail_command
