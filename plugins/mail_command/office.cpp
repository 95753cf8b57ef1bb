#include "office.h"

#include "clock_set.h"
#include "handle.h"
#include "mail/back_off.h"
#include "mail/error_of.h"
#include "returning.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace watchpost::mail_command {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_nap = 60s;
constexpr std::chrono::milliseconds after_failed_commit = 5s;
constexpr std::chrono::milliseconds after_fault = 5s, longest_after_fault = 15min;
constexpr std::chrono::milliseconds round_limit = 10min;
constexpr std::chrono::milliseconds longest_wait_in_a_poll = 2s;

std::optional<std::int64_t> sooner(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

void note(traffic& t, bool well, std::string failure, std::string advice, std::int64_t now) {
  if (well) {
    ++t.rounds;
    t.last_success = now;
  } else {
    t.last_failure = now;
  }
  t.failure = std::move(failure);
  t.advice = std::move(advice);
}

doing doing_of(postman_step s) {
  switch (s) {
    case postman_step::connecting: return doing::connecting;
    case postman_step::signing_in: return doing::signing_in;
    case postman_step::sending: break;
  }
  return doing::sending;
}

}  // namespace

sending_settings sending_of(const plan& what) {
  sending_settings s;
  s.servers = what;
  s.pop_before_smtp = what.pop_before_smtp;
  s.own_address = what.address;
  return s;
}

office::office(mail::net::network& net, const orders& how, facility& host, const state_entries& entries,
               std::string& why)
    : net_(net),
      how_(how),
      host_(host),
      books_(books::load(entries, how.what.answers_per_hour, why)),
      time_(net_.time(), books_->offset_ms),
      desk_{how_, host_, *books_, live_, time_, points_, local_zone(), [this] { stir(); }},
      postman_(net_, sending_of(how.what), books_->out, time_,
               [this](edits changes) { return books_->commit(host_, std::move(changes)); }),
      pacing_(how.what.instance) {}

mail::net::task<received> office::read(reading_round when) {
  received r;
  const mail::net::instant begun = net_.time().now();
  if (const auto sending = postman_.maildrop_visit()) pacing_.signed_in(*sending);
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
    r = co_await receive(net_, desk_, std::move(when));
    pacing_.learn(r, net_.time().now());
    if (r.signed_in && how_.what.protocol == account_type::pop3) postman_.maildrop_visited(*r.signed_in);
  }
  const bool stopped =
      r.failed && r.failed->why == mail::cause::cancelled;  // which says nothing of the server
  if (!stopped)
    note(live_.receiving, !r.failed, r.failed ? to_string(*r.failed) : std::string(), {}, host_.wall_ms());
  co_return r;
}

mail::net::task<received> office::poll(reading_round when) {
  co_await follow_clock();
  co_await resume(desk_);
  received r = co_await read(std::move(when));
  r.again_in = pacing_.left(net_.time().now());
  std::optional<std::int64_t> trusted;
  if (!time_.was_set_within(remember_ms)) trusted = host_.wall_ms();
  const mishap unsaved = co_await books_->commit(host_, books_->prune(time_.now(), trusted));
  (void)unsaved;  // owed to the next one
  stir();
  co_return r;
}

letter_terms office::letters() const {
  letter_terms terms = how_.letters;
  terms.replies = terms.replies && !books_->fresh;
  return terms;
}

mail::net::task<mishap> office::take(abi::event what) {
  const letter_terms text = letters();
  const alarm_desk with{how_.alarm, text, books_->out, time_.offset(), &books_->spoken};
  taken got{};
  edits changes = books_->alarmed.take(what, with, time_.now(), got);
  mishap failed = co_await books_->commit(host_, std::move(changes));
  stir();
  if (!failed && got == taken::full) failed = "the outbox is full";
  co_return failed;
}

mail::net::task<void> office::follow_clock() {
  const std::int64_t by = time_.follow();
  if (by == 0) co_return;
  const mishap failed = co_await books_->commit(host_, clock_was_set(desk_, by));
  (void)failed;  // owed to the next one
}

mail::net::task<void> office::tend_once() {
  co_await follow_clock();
  co_await resume(desk_);
  co_await bring_back(desk_);
  co_await record_dropped(desk_);
  const std::int64_t now = time_.now();
  edits changes;
  if (const auto next = books_->alarmed.next(); next && *next <= now) {
    const letter_terms text = letters();
    const alarm_desk with{how_.alarm, text, books_->out, time_.offset(), &books_->spoken};
    changes = books_->alarmed.elapsed(with, now);
    posting_.rung = true;
    posting_.bell.raise();
  }
  const mishap failed = co_await books_->commit(host_, std::move(changes));
  (void)failed;  // owed to the next one
}

mail::net::task<void> office::go_on(mail::net::task<void> (office::*work)(), nap& between,
                                    std::string& fault) {
  mail::back_off pause(after_fault, longest_after_fault, how_.what.instance);
  while (!closing_.raised()) {
    std::string why = "an error without words";
    try {
      co_await (this->*work)();
      co_return;
    } catch (const std::exception& e) {
      why = mail::printable(e.what());
    } catch (...) {
    }
    live_.is(doing::idle);
    fault = std::move(why);
    host_.warn("the work broke off, and is begun again: " + fault);
    co_await sleep(between, time_.now() + pause.next().count());
  }
}

mail::net::task<void> office::tend() { co_await go_on(&office::tend_rounds, tending_, live_.tending_fault); }

mail::net::task<void> office::send() { co_await go_on(&office::send_rounds, posting_, live_.sending_fault); }

mail::net::task<void> office::tend_rounds() {
  while (!closing_.raised()) {
    co_await tend_once();
    live_.tending_fault.clear();
    auto next = sooner(books_->returning.next(), books_->alarmed.next());
    if (books_->behind()) next = sooner(next, time_.now() + after_failed_commit.count());
    co_await sleep(tending_, next);
  }
}

mail::net::task<void> office::send_rounds() {
  // What an earlier process was sending, or a round that broke off, may have arrived.
  const mishap failed = co_await books_->commit(host_, books_->out.recover(time_.now()));
  (void)failed;  // owed to the next one
  while (!closing_.raised()) {
    const auto next = postman_.next();
    if (!next || *next > time_.now()) {
      live_.sending_fault.clear();
      co_await sleep(posting_, next);
      continue;
    }
    const auto progress = [this](postman_step s) { live_.is(doing_of(s)); };
    const posting_report r = co_await postman_.round(net_.time().now() + round_limit, closing_, progress);
    live_.is(doing::idle);
    live_.sending.mails += r.sent;
    std::string why = r.failed ? to_string(*r.failed) : r.not_durable;
    const bool well = why.empty();
    note(live_.sending, well, std::move(why), r.advice, host_.wall_ms());
    // A round that could not store what it did is not repeated at once.
    if (!r.not_durable.empty()) co_await sleep(posting_, time_.now() + after_failed_commit.count());
  }
}

mail::net::task<void> office::sleep(nap& mine, std::optional<std::int64_t> until) {
  if (closing_.raised() || std::exchange(mine.rung, false)) co_return;
  mine.bell = {};
  std::chrono::milliseconds length = longest_nap;
  if (until) length = std::clamp(std::chrono::milliseconds(*until - time_.now()), 0ms, longest_nap);
  const auto woken = co_await mail::net::wait_until(net_, net_.time().now() + length, mine.bell);
  (void)woken;
  mine.rung = false;
}

void office::stir() {
  for (nap* n : {&tending_, &posting_}) {
    n->rung = true;
    n->bell.raise();
  }
}

void office::close() {
  closing_.raise();
  stir();
}

}  // namespace watchpost::mail_command
