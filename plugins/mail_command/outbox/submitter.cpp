#include "submitter.h"

#include "account/sessions.h"
#include "advice.h"
#include "mail/sasl/mechanism.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace watchpost::mail_command::outbox {

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

failure not_durable(std::string fault) {
  return make_failure(stage::data, cause::cancelled,
                      "not sent, as that could not be stored before: " + std::move(fault));
}

}  // namespace

// What `f`, of a submission, says of its mail.
submitter::meaning submitter::meaning_of(const failure& f) {
  if (mail::smtp::uncertain(f)) return meaning::unheard;
  if (f.at < stage::sender || f.why == cause::busy || f.why == cause::cancelled || f.why == cause::offline ||
      f.why == cause::no_time || f.why == cause::allowance)
    return meaning::server;
  if (f.code >= 500 || (f.code == 0 && (f.why == cause::permanent || f.why == cause::internal)))
    return meaning::never;
  return meaning::later;
}

submitter::submitter(mail::net::network& net, sending_settings settings, mail_queue& out,
                     const host::timeline& time, committer commit)
    : net_(net), how_(std::move(settings)), out_(out), time_(time), commit_(std::move(commit)) {}

std::optional<std::int64_t> submitter::next() const {
  const auto due = out_.next();
  if (!due) return std::nullopt;
  return std::max(*due, closed_until_);
}

void submitter::try_now() {
  closed_until_ = 0;
  closed_times_ = 0;
}

void submitter::put_off(const failure& f) {
  const auto doublings = std::min<std::uint32_t>(closed_times_++, 5);
  const std::int64_t pause = mail::sasl::is_refusal_for_good(f)
                                 ? how_.sign_in_pause.count()
                                 : std::min(shortest_pause << doublings, longest_pause);
  closed_until_ = now() + pause;
}

mail::net::task<bool> submitter::keep(plugin::edits changes, submission_report& report) {
  std::optional<std::string> failed;
  try {
    failed = co_await commit_(std::move(changes));
  } catch (const std::exception& e) {
    failed = e.what();
  }
  if (failed) report.not_durable = std::move(*failed);
  co_return report.not_durable.empty();
}

mail::net::task<submission_report> submitter::round(mail::net::instant deadline,
                                                    mail::net::cancellation cancel,
                                                    std::function<void(submission_step)> progress) {
  const steps tell = [&progress](submission_step s) {
    if (progress) progress(s);
  };
  submission_report report;
  plugin::edits old = out_.tidy(now());
  append(old, out_.expire(now()));
  // No server is asked while nothing can be made durable.
  bool going = co_await keep(std::move(old), report);
  while (going && now() >= closed_until_ && net_.time().now() < deadline && !cancel.raised()) {
    const auto sequence = out_.due(now());
    if (!sequence) break;
    std::exception_ptr broke_off;
    try {
      const visit ended = co_await one(*sequence, deadline, cancel, report, tell);
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

mail::net::task<mail::result<void>> submitter::sign_in_to_maildrop(mail::net::instant deadline,
                                                                   const mail::net::cancellation& cancel) {
  mail::session_report measured;
  mail::result<void> done =
      co_await account::sign_in_to_retrieve(net_, how_.servers, deadline, cancel, measured);
  const mail::net::instant at = net_.time().now();
  if (done) {
    maildrop_visit_ = at;
  } else if (done.error().why == cause::busy && maildrop_visit_ && at - *maildrop_visit_ < sign_in_lasts) {
    done = boost::system::in_place_value;
  }
  co_return done;
}

// Of POP before SMTP. Nothing: sending may begin.
mail::net::task<std::optional<mail::failure>> submitter::open_the_way(mail::net::instant until,
                                                                      const mail::net::cancellation& cancel,
                                                                      const steps& tell) {
  if (!how_.pop_before_smtp) co_return std::nullopt;
  tell(submission_step::signing_in);
  const mail::result<void> signed_in = co_await sign_in_to_maildrop(until, cancel);
  if (signed_in) co_return std::nullopt;
  co_return signed_in.error();
}

// Answers have the null sender (RFC 3834), or our address where a server does not take that.
std::string submitter::sender_of(const outgoing_mail& mail, bool null_sender) const {
  if (!mail.from.empty()) return mail.from;
  return null_sender ? std::string() : how_.own_address;
}

mail::net::task<submitter::attempt> submitter::transmit(std::uint64_t sequence, mail::net::instant until,
                                                        const mail::net::cancellation& cancel,
                                                        submission_report& report, const steps& tell) {
  tell(submission_step::connecting);
  mail::session_report measured;
  measured.observer = [&](const mail::session_report&, stage ended, std::chrono::microseconds) {
    // Told once more behind STARTTLS, when it has ended a second time.
    if (ended == stage::capabilities)
      tell(how_.servers.submission.auth ? submission_step::signing_in : submission_step::sending);
    if (ended == stage::sign_in) tell(submission_step::sending);
  };
  const outgoing_mail outgoing = out_.mails().at(sequence).what;
  attempt done{.null_sender = outgoing.from.empty() && !null_sender_refused_};
  const mail::smtp::envelope envelope{sender_of(outgoing, done.null_sender), {outgoing.to}};
  const mail::smtp::text_gate before_text = [&]() -> mail::net::task<mail::result<void>> {
    done.left = true;
    const bool kept = co_await keep(out_.leaving(sequence), report);
    if (!kept) co_return not_durable(report.not_durable);
    co_return boost::system::in_place_value;
  };
  done.end = co_await account::submit(net_, how_.servers, envelope, outgoing.message, until, cancel, measured,
                                      before_text);
  if (!measured.mechanism.empty()) report.mechanism = measured.mechanism;
  co_return done;
}

// What becomes of a mail that did not go.
plugin::edits submitter::settle(std::uint64_t sequence, const attempt& done, meaning says,
                                submission_report& report) {
  const failure& f = done.end.error();
  const std::string words = mail::to_string(f);
  switch (says) {
    case meaning::server:
      put_off(f);
      return done.left ? out_.deferred(sequence, now(), words) : plugin::edits{};
    case meaning::later: ++report.deferred; return out_.deferred(sequence, now(), words);
    case meaning::never: ++report.refused; return out_.refused(sequence, now(), words);
    case meaning::unheard: break;
  }
  ++report.uncertain;
  return out_.unheard(sequence, now(), words);
}

mail::net::task<submitter::visit> submitter::one(std::uint64_t sequence, mail::net::instant deadline,
                                                 const mail::net::cancellation& cancel,
                                                 submission_report& report, const steps& tell) {
  const sending_facts facts{how_.servers.submission.server.port, how_.servers.submission.auth.has_value(),
                            how_.pop_before_smtp};
  const mail::net::instant until = std::min(deadline, net_.time().now() + how_.time_limit);
  if (const auto closed = co_await open_the_way(until, cancel, tell)) {
    report.failed = *closed;
    report.at_maildrop = true;
    report.advice = maildrop_advice(*closed);
    put_off(*closed);
    co_return visit::stop;
  }

  const attempt done = co_await transmit(sequence, until, cancel, report, tell);
  if (done.end) {
    try_now();
    ++report.sent;
    const bool kept = co_await keep(out_.sent(sequence, now(), done.end->reply), report);
    co_return kept ? visit::go_on : visit::stop;
  }

  const failure& f = done.end.error();
  report.failed = f;
  report.at_maildrop = false;
  report.advice = sending_advice(f, facts);
  if (!report.not_durable.empty()) {
    const bool kept = co_await keep(out_.stayed(sequence), report);
    (void)kept;  // owed to the next round
    co_return visit::stop;
  }
  if (done.null_sender && f.at == stage::sender && f.code >= 500) {
    null_sender_refused_ = true;
    co_return visit::go_on;
  }
  meaning says = meaning_of(f);
  const bool sign_in_unknown = how_.pop_before_smtp && f.code >= 500 &&
                               (f.at == stage::sender || f.at == stage::recipient) &&
                               out_.mails().at(sequence).tries + 1 < refusals_before_sign_in_is_known;
  if (says == meaning::never && sign_in_unknown) says = meaning::later;
  const bool kept = co_await keep(settle(sequence, done, says, report), report);
  if (!kept || says == meaning::server) co_return visit::stop;
  co_return visit::go_on;
}

}  // namespace watchpost::mail_command::outbox
