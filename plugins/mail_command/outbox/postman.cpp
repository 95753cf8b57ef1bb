#include "postman.h"

#include "advice.h"
#include "mail/pop3/mailbox.h"
#include "mail/sasl/mechanism.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace watchpost::mail_command {

using mail::cause;
using mail::failure;
using mail::stage;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t shortest_pause = 30'000, longest_pause = 15 * 60'000;

// How long a sign-in to the maildrop may be believed to last, when a new one is refused as coming too soon.
constexpr milliseconds sign_in_lasts = std::chrono::minutes(10);

// Servers that let those send who signed in learn of a sign-in from a log, after it.
constexpr std::uint32_t refusals_before_sign_in_is_known = 3;

enum class meaning : std::uint8_t { server, later, never, unheard };

// What `f`, of a submission, says of its letter.
meaning meaning_of(const failure& f) {
  if (mail::smtp::uncertain(f)) return meaning::unheard;
  if (f.at < stage::sender || f.why == cause::busy || f.why == cause::cancelled || f.why == cause::offline ||
      f.why == cause::no_time || f.why == cause::allowance)
    return meaning::server;
  if (f.code >= 500 || (f.code == 0 && (f.why == cause::permanent || f.why == cause::internal)))
    return meaning::never;
  return meaning::later;
}

failure not_durable(std::string why) {
  return make_failure(stage::data, cause::cancelled,
                      "not sent, as that could not be stored before: " + std::move(why));
}

}  // namespace

postman::postman(mail::net::network& net, sending_settings how, outbox& out, const timeline& time,
                 committer commit)
    : net_(net), how_(std::move(how)), out_(out), time_(time), commit_(std::move(commit)) {}

std::optional<std::int64_t> postman::next() const {
  const auto due = out_.next();
  if (!due) return std::nullopt;
  return std::max(*due, closed_until_);
}

void postman::try_now() {
  closed_until_ = 0;
  closed_times_ = 0;
}

void postman::put_off(const failure& f) {
  const auto doublings = std::min<std::uint32_t>(closed_times_++, 5);
  const std::int64_t pause = mail::sasl::is_refusal_for_good(f)
                                 ? how_.sign_in_pause.count()
                                 : std::min(shortest_pause << doublings, longest_pause);
  closed_until_ = now() + pause;
}

mail::net::task<bool> postman::keep(edits changes, posting_report& report) {
  std::optional<std::string> failed;
  try {
    failed = co_await commit_(std::move(changes));
  } catch (const std::exception& e) {
    failed = e.what();
  }
  if (failed) report.not_durable = std::move(*failed);
  co_return report.not_durable.empty();
}

mail::net::task<posting_report> postman::round(mail::net::instant deadline, mail::net::cancellation cancel,
                                               std::function<void(postman_step)> progress) {
  posting_report report;
  edits old = out_.tidy(now());
  append(old, out_.expire(now()));
  // No server is asked while nothing can be made durable.
  bool going = co_await keep(std::move(old), report);
  while (going && now() >= closed_until_ && net_.time().now() < deadline && !cancel.raised()) {
    const auto sequence = out_.due(now());
    if (!sequence) break;
    std::exception_ptr broke_off;
    try {
      const visit ended = co_await one(*sequence, deadline, cancel, report, progress);
      going = ended == visit::go_on;
    } catch (...) {
      broke_off = std::current_exception();
    }
    if (!broke_off) continue;
    // It is not to hold up the others.
    co_await keep(out_.broke_off(*sequence, now(), "this program failed while it sent the letter"), report);
    std::rethrow_exception(broke_off);
  }
  co_return report;
}

mail::net::task<mail::result<void>> postman::sign_in_to_maildrop(mail::net::instant deadline,
                                                                 const mail::net::cancellation& cancel) {
  mail::session_report measured;
  mail::result<void> done = co_await mail::pop3::sign_in(net_, how_.maildrop, deadline, cancel, measured);
  const mail::net::instant at = net_.time().now();
  if (done) {
    maildrop_visit_ = at;
  } else if (done.error().why == cause::busy && maildrop_visit_ && at - *maildrop_visit_ < sign_in_lasts) {
    done = boost::system::in_place_value;
  }
  co_return done;
}

mail::net::task<postman::visit> postman::one(std::uint64_t sequence, mail::net::instant deadline,
                                             const mail::net::cancellation& cancel, posting_report& report,
                                             const std::function<void(postman_step)>& progress) {
  const auto tell = [&](postman_step s) {
    if (progress) progress(s);
  };
  const sending_facts facts{how_.submission.server.port, how_.submission.auth.has_value(),
                            how_.pop_before_smtp};
  const auto note = [&](const failure& f, bool at_maildrop) {
    report.failed = f;
    report.at_maildrop = at_maildrop;
    report.advice = at_maildrop ? maildrop_advice(f) : sending_advice(f, facts);
  };
  const mail::net::instant until = std::min(deadline, net_.time().now() + how_.time_limit);

  if (how_.pop_before_smtp) {
    tell(postman_step::signing_in);
    const mail::result<void> signed_in = co_await sign_in_to_maildrop(until, cancel);
    if (!signed_in) {
      note(signed_in.error(), true);
      put_off(signed_in.error());
      co_return visit::stop;
    }
  }

  tell(postman_step::connecting);
  mail::session_report measured;
  measured.observer = [&](const mail::session_report&, stage ended, std::chrono::microseconds) {
    // Told once more behind STARTTLS, when it has ended a second time.
    if (ended == stage::capabilities)
      tell(how_.submission.auth ? postman_step::signing_in : postman_step::sending);
    if (ended == stage::sign_in) tell(postman_step::sending);
  };
  const letter what = out_.postings().at(sequence).what;
  const bool null_sender = what.from.empty() && !null_sender_refused_;
  const mail::smtp::envelope who{null_sender || !what.from.empty() ? what.from : how_.own_address, {what.to}};
  bool left = false;
  const mail::smtp::text_gate before_text = [&]() -> mail::net::task<mail::result<void>> {
    left = true;
    const bool kept = co_await keep(out_.leaving(sequence), report);
    if (!kept) co_return not_durable(report.not_durable);
    co_return boost::system::in_place_value;
  };
  const mail::result<mail::smtp::receipt> end = co_await mail::smtp::submit(
      net_, how_.submission, who, what.message, until, cancel, measured, before_text);
  if (!measured.mechanism.empty()) report.mechanism = measured.mechanism;

  if (end) {
    try_now();
    ++report.sent;
    const bool kept = co_await keep(out_.sent(sequence, now(), end->reply), report);
    co_return kept ? visit::go_on : visit::stop;
  }

  const failure& f = end.error();
  note(f, false);
  if (!report.not_durable.empty()) {
    const bool kept = co_await keep(out_.stayed(sequence), report);
    (void)kept;  // owed to the next round
    co_return visit::stop;
  }
  if (null_sender && f.at == stage::sender && f.code >= 500) {
    null_sender_refused_ = true;
    co_return visit::go_on;
  }
  meaning says = meaning_of(f);
  const bool sign_in_unknown = how_.pop_before_smtp && f.code >= 500 &&
                               (f.at == stage::sender || f.at == stage::recipient) &&
                               out_.postings().at(sequence).tries + 1 < refusals_before_sign_in_is_known;
  if (says == meaning::never && sign_in_unknown) says = meaning::later;

  const std::string words = mail::to_string(f);
  edits changes;
  switch (says) {
    case meaning::server:
      put_off(f);
      if (left) changes = out_.deferred(sequence, now(), words);
      break;
    case meaning::later:
      ++report.deferred;
      changes = out_.deferred(sequence, now(), words);
      break;
    case meaning::never:
      ++report.refused;
      changes = out_.refused(sequence, now(), words);
      break;
    case meaning::unheard:
      ++report.uncertain;
      changes = out_.unheard(sequence, now(), words);
      break;
  }
  const bool kept = co_await keep(std::move(changes), report);
  if (!kept) co_return visit::stop;
  co_return says == meaning::server ? visit::stop : visit::go_on;
}

}  // namespace watchpost::mail_command
