#include "round_trip.h"

#include "../mail/message/header.h"
#include "advice.h"
#include "probe_message.h"

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

using mail::net::instant;
using mail::net::task;

constexpr std::size_t max_outstanding = 32;
constexpr std::int64_t remember_lost_ms = 7LL * 24 * 3600 * 1000;

// The state of one poll while it runs.
class poll_run {
 public:
  poll_run(mail::net::network& net, const plan& what, ledger& book, journal& durable, poll_request when,
           mail::net::cancellation cancel)
      : net_(net), what_(what), book_(book), journal_(durable), when_(when), cancel_(std::move(cancel)) {}

  task<poll_report> run();

 private:
  task<bool> commit(edits changes);
  task<bool> look(instant until);
  task<bool> settle();
  task<bool> submit();
  task<void> await_arrival();
  void account();
  edits judge_outstanding();
  void retrieval_failed(const mail::failure& f);
  mail::interest judge_sighting(const mail::sighting& s);
  void note_arrival(const mail::sighting& s, std::uint64_t sequence);

  std::int64_t deadline_ms() const { return what_.delivery_deadline.value_or(when_.interval).count(); }
  // Hosts round due times, and their wall clocks are slewed.
  bool is_due(const probe& p) const {
    const std::int64_t slack = std::min<std::int64_t>(deadline_ms() / 20, 1000);
    return when_.due - p.due >= deadline_ms() - slack;
  }
  std::int64_t wall() const { return net_.time().wall().count(); }
  instant share_of_rest(double part) const {
    const auto rest = when_.deadline - net_.time().now();
    return net_.time().now() +
           std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(rest.count()) * part));
  }

  mail::net::network& net_;
  const plan& what_;
  ledger& book_;
  journal& journal_;
  const poll_request when_;
  mail::net::cancellation cancel_;

  poll_report report_;  // outlives the sessions of box_, which write into it to their end
  std::unique_ptr<mail::mailbox> box_;
  mail::view view_;
  edits pending_;                             // to be made durable with the next commit
  std::map<std::uint64_t, double> delivery_;  // seconds, of the probes that were found
  std::vector<std::uint64_t> came_late_;      // found after they were declared lost
  std::uint64_t sequence_ = 0;                // of the probe of this poll
};

mail::interest poll_run::judge_sighting(const mail::sighting& s) {
  const unsealed found = read_probe(book_.who(), s.header);
  if (found.kind == seal_kind::forged) ++report_.forged;
  return found.kind == seal_kind::ours ? mail::interest::ours : mail::interest::none;
}

task<bool> poll_run::commit(edits changes) {
  if (changes.empty()) co_return true;
  const auto problem = co_await journal_.commit(std::move(changes));
  if (problem) report_.state_failed = *problem;
  co_return !problem;
}

void poll_run::retrieval_failed(const mail::failure& f) {
  report_.seen.retrieval_failed = f;
  report_.seen.retrieval_advice = advice(f, "mail");
}

task<bool> poll_run::look(instant until) {
  const mail::matcher ours = [this](const mail::sighting& s) { return judge_sighting(s); };
  // Probes that left before the mailbox could be read for the first time are in it unread.
  const bool unread = book_.position().empty() && !book_.fresh();
  const mail::position since = unread ? mail::position(mail::position_unknown) : book_.position();
  auto seen = co_await box_->look(since, ours, until, cancel_, report_.retrieval);
  if (!seen) {
    retrieval_failed(seen.error());
    co_return false;
  }
  view_ = std::move(*seen);
  report_.foreign_seen += view_.read - static_cast<std::uint32_t>(view_.matches.size());
  co_return true;
}

void poll_run::note_arrival(const mail::sighting& s, std::uint64_t sequence) {
  const auto known = book_.probes().find(sequence);
  if (known == book_.probes().end()) return;  // a leftover that the ledger does not know: just deleted
  const probe& p = known->second;
  auto stamp = s.arrived;
  if (!stamp) stamp = mail::message::received_at(s.header);
  // The server's stamp has whole seconds and the server's clock.
  const std::int64_t accepted = p.accepted / 1000;
  if (stamp) delivery_[sequence] = static_cast<double>(std::max<std::int64_t>(0, *stamp - accepted));
  if (p.is == phase::lost) {
    came_late_.push_back(sequence);
  } else if (p.is != phase::arrived) {
    append(pending_, book_.arrived(sequence, wall()));
  }
}

// What the probes that were not found have come to.
edits poll_run::judge_outstanding() {
  edits changes;
  const auto probes = book_.probes();
  for (const auto& [sequence, p] : probes) {
    if (p.is == phase::arrived) continue;
    if (p.is == phase::lost) {
      if (when_.due - p.due > remember_lost_ms) append(changes, book_.forget(sequence));
    } else if (!is_due(p)) {
      ++report_.seen.waiting;
    } else if (p.is == phase::sent) {
      append(changes, book_.lost(sequence));
      report_.seen.lost.push_back(sequence);
    } else {
      append(changes, book_.forget(sequence));
    }
  }
  return changes;
}

// The arrivals of this poll, those included which an earlier one could not delete.
void poll_run::account() {
  const auto explicit_deadline = what_.delivery_deadline;
  for (const auto& [sequence, p] : book_.probes()) {
    const bool late = std::find(came_late_.begin(), came_late_.end(), sequence) != came_late_.end();
    if (p.is != phase::arrived && !late) continue;
    observation::arrival a{.sequence = sequence, .delivery = {}, .late = late};
    if (const auto d = delivery_.find(sequence); d != delivery_.end()) {
      a.delivery = d->second;
      // The stamps are good to a second.
      if (explicit_deadline && (d->second - 1) * 1000 > static_cast<double>(explicit_deadline->count()))
        a.late = true;
    }
    report_.seen.arrivals.push_back(a);
  }
}

// Deletes what was found, and brings the ledger up to date; its edits are left in pending_.
task<bool> poll_run::settle() {
  std::vector<std::string> ids;
  for (const auto& s : view_.matches) {
    const unsealed found = read_probe(book_.who(), s.header);
    note_arrival(s, found.what.sequence);
    ids.push_back(s.id);
  }
  account();
  if (!pending_.empty()) {
    edits arrived = std::move(pending_);
    pending_.clear();
    const bool durable = co_await commit(std::move(arrived));
    if (!durable) co_return false;
  }
  if (!ids.empty()) {
    const auto removed = co_await box_->remove(std::move(ids));
    if (!removed) {
      retrieval_failed(removed.error());
      co_return true;  // the position stays, so the next poll finds and deletes them
    }
    report_.own_deleted += *removed;
  }
  for (const auto& a : report_.seen.arrivals)
    if (book_.probes().contains(a.sequence)) append(pending_, book_.forget(a.sequence));
  append(pending_, book_.reached(view_.next));
  co_return true;
}

// False: nothing could be made durable, so nothing was sent.
task<bool> poll_run::submit() {
  auto& seen = report_.seen;
  const std::size_t outstanding = static_cast<std::size_t>(
      std::count_if(book_.probes().begin(), book_.probes().end(),
                    [](const auto& entry) { return entry.second.is != phase::lost; }));
  if (outstanding >= max_outstanding) {
    seen.withheld = true;
    const bool durable = co_await commit(std::move(pending_));
    co_return durable;
  }
  const std::int64_t now = wall();
  append(pending_, book_.prepare(when_.due, now, sequence_));
  edits prepared = std::move(pending_);
  pending_.clear();
  bool durable = co_await commit(std::move(prepared));
  if (!durable) co_return false;

  const token t{.sequence = sequence_, .sent = now};
  auto message = write_probe(book_.who(), t, what_.from, what_.to, what_.instance);
  mail::result<mail::smtp::receipt> receipt = mail::failure{};
  if (message) {
    const mail::smtp::envelope who{.from = what_.from, .to = {what_.to}};
    receipt = co_await mail::smtp::submit(net_, what_.submission, who, *message, when_.deadline, cancel_,
                                          report_.submission);
  } else {
    receipt = message.error();
  }
  if (receipt) {
    seen.submitted = true;
    report_.queue_id = receipt->queue_id;
    durable = co_await commit(book_.sent(sequence_, wall()));
    co_return durable;
  }
  seen.submission_failed = receipt.error();
  seen.submission_advice = advice(receipt.error(), "smtp");
  if (mail::smtp::uncertain(receipt.error()))
    co_return true;  // it may arrive: the ledger keeps it as prepared
  durable = co_await commit(book_.forget(sequence_));
  co_return durable;
}

// same_poll: waits in the open session until the probe is there, or its deadline has passed.
task<void> poll_run::await_arrival() {
  const auto started = net_.time().now();
  const auto reserve = std::min<instant>(std::chrono::seconds(2), (when_.deadline - started) / 10);
  auto until = when_.deadline - reserve;
  if (what_.delivery_deadline) until = std::min(until, started + *what_.delivery_deadline);
  for (;;) {
    const bool seen = co_await look(when_.deadline);
    if (!seen) co_return;
    const auto mine =
        std::find_if(view_.matches.begin(), view_.matches.end(), [this](const mail::sighting& s) {
          return read_probe(book_.who(), s.header).what.sequence == sequence_;
        });
    if (mine != view_.matches.end()) break;
    if (net_.time().now() >= until) break;
    const auto waited = co_await box_->wait_for_news(until);
    if (!waited) {
      retrieval_failed(waited.error());
      co_return;
    }
  }
  report_.seen.arrivals.clear();
  const bool settled = co_await settle();
  if (!settled) co_return;
  for (auto& a : report_.seen.arrivals)
    if (a.sequence == sequence_)
      a.delivery = static_cast<double>(net_.time().now().count() - started.count()) / 1000;
  if (book_.probes().contains(sequence_) && !report_.seen.retrieval_failed) {
    append(pending_, book_.lost(sequence_));
    report_.seen.lost.push_back(sequence_);
    report_.seen.deadline = static_cast<double>((until - started).count()) / 1000;
  }
  co_await commit(std::move(pending_));
}

task<poll_report> poll_run::run() {
  auto& seen = report_.seen;
  seen.first = book_.fresh();
  seen.first_is_up = what_.first_poll_is_up;
  seen.deadline = static_cast<double>(deadline_ms()) / 1000;
  seen.retrieval_server = retrieval_server(what_);
  seen.submission_server = submission_server(what_);
  box_ = make_mailbox(net_, what_);

  bool durable = co_await commit(book_.birth());
  if (durable) book_.born();
  bool looked = false;
  if (durable) looked = co_await look(share_of_rest(0.6));
  if (looked) {
    durable = co_await settle();
    if (durable && !seen.retrieval_failed) append(pending_, judge_outstanding());
  }
  const bool same_poll = what_.mode == poll_mode::same_poll;
  if (!same_poll) co_await box_->leave();
  if (durable && !cancel_.raised()) durable = co_await submit();
  if (durable && same_poll && seen.submitted && !seen.retrieval_failed) co_await await_arrival();
  if (same_poll) co_await box_->leave();
  report_.cancelled = cancel_.raised();
  co_return std::move(report_);
}

}  // namespace

task<poll_report> poll(mail::net::network& net, const plan& what, ledger& book, journal& durable,
                       poll_request when, mail::net::cancellation cancel) {
  poll_run run(net, what, book, durable, when, std::move(cancel));
  co_return co_await run.run();
}

}  // namespace watchpost::email_monitor
