#include "round_trip.h"

#include "account/sessions.h"
#include "advice.h"
#include "mail/failure.h"
#include "mail/json/record.h"
#include "mail/text/time.h"
#include "observations.h"
#include "probe_message.h"
#include "resubmission_policy.h"

#include <algorithm>
#include <utility>

namespace watchpost::email_monitor {
namespace {

using mail::net::instant;
using mail::net::task;

constexpr std::size_t max_outstanding = 32;

// Beyond the end of the sessions: one that stalls to its end leaves no other time to store what came of it.
constexpr std::chrono::milliseconds time_to_store{150};
constexpr const char* greylisted_note = "greylisted";

struct greylisting {
  std::int64_t since = 0;
};
constexpr auto fields_of(const greylisting*) {
  return std::tuple{mail::json::field("since", &greylisting::since)};
}

std::string tried(unsigned times) { return "tried " + std::to_string(times) + " times"; }

// The state of one poll while it runs.
class poll_run {
 public:
  poll_run(shared_services services, const configuration& config, ledger& book, journal& durable,
           const poll_request& when, mail::net::cancellation cancel)
      : services_(services),
        net_(services.net),
        config_(config),
        book_(book),
        journal_(durable),
        when_(when),
        cancel_(std::move(cancel)),
        times_{.due = when.due,
               .interval = when.interval.count(),
               .deadline = deadline(config, when.interval).count(),
               .turns = book.turns(),
               .last_due = book.last_due()} {}

  task<poll_report> run();

 private:
  void describe();
  task<bool> commit(edits changes, instant until);
  task<bool> scan_inbox(instant until);
  task<bool> scan_newest(instant until);
  task<std::optional<mail::mailbox_scan>> read(const mail::position& since, instant until);
  task<void> scan_folders();
  task<bool> settle();
  edits close();
  void give_up();
  std::size_t outstanding() const;
  sign_in_gate submission_gate() const;
  void prepare();
  void prepare_ahead();
  task<void> submit();
  void withhold();
  task<mail::result<mail::smtp::receipt>> send(std::int64_t made);
  task<mail::result<mail::smtp::receipt>> deliver(std::string message);
  task<void> await_arrival();
  edits note_greylisting();
  void retrieval_failed(const mail::failure& f);
  void removal_failed(const mail::failure& f);
  void submission_failed(const mail::failure& f);

  moment now() const { return {.wall = wall(), .mono = net_.time().now().count()}; }
  std::int64_t wall() const { return net_.time().wall().count(); }
  instant end_of_storing() const { return when_.deadline + time_to_store; }
  instant share_of_rest(double part) const {
    const auto rest = when_.deadline - net_.time().now();
    return net_.time().now() +
           std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(rest.count()) * part));
  }

  const shared_services services_;
  mail::net::network& net_;
  const configuration& config_;
  ledger& book_;
  journal& journal_;
  const poll_request when_;
  mail::net::cancellation cancel_;
  const timetable times_;

  poll_report report_;  // outlives the sessions of box_, which write into it to their end
  std::unique_ptr<mail::mailbox> box_;
  mail::mailbox_scan scan_, other_folders_;  // of the latest scan
  moment scan_began_;                        // of the latest scan
  observations found_{config_, book_, times_, report_};
  bool complete_ = false;       // the scan saw all, so what it did not find is missing
  bool settled_ = false;        // and what was found is deleted
  bool closed_ = false;         // see close()
  edits pending_;               // to be made durable with the next commit
  std::uint64_t sequence_ = 0;  // of the probe of this poll; 0: none yet
  std::int64_t made_ = 0;       // wall: likewise
};

// Since when no probe was taken, in the poll that began it and in all until one is taken.
edits poll_run::note_greylisting() {
  const greylisting known =
      mail::json::read_record<greylisting>(book_.note(greylisted_note)).value_or(greylisting{when_.due});
  report_.seen.submission_advice =
      "so since " + mail::utc_text(known.since) + "; " + report_.seen.submission_advice;
  return book_.noted(greylisted_note, mail::json::to_record(known));
}

task<bool> poll_run::commit(edits changes, instant until) {
  const auto problem = co_await journal_.commit(net_, std::move(changes), until);
  report_.seen.unstored = problem.value_or("");
  co_return !problem;
}

void poll_run::retrieval_failed(const mail::failure& f) {
  report_.seen.retrieval_failed = f;
  report_.seen.retrieval_advice = advice(f, "mail");
}

void poll_run::removal_failed(const mail::failure& f) {
  report_.seen.removal_failed = f;
  report_.seen.removal_advice = advice(f, "mail");
}

void poll_run::submission_failed(const mail::failure& f) {
  report_.seen.submission_failed = f;
  report_.seen.submission_advice = advice(f, "smtp");
}

// Nothing: it failed, which is told.
task<std::optional<mail::mailbox_scan>> poll_run::read(const mail::position& since, instant until) {
  const mail::matcher ours = [this](const mail::message_info& s) { return found_.judge(s); };
  sign_in_gate gate(services_.refused, retrieval_sign_in(config_), config_.retry_after,
                    book_.own_identity().tag);
  if (const auto closed = gate.closed(wall())) {
    append(pending_, gate.adopt(book_));
    retrieval_failed(*closed);
    co_return std::nullopt;
  }
  resubmission_policy tries(net_, cancel_, book_.own_identity().tag);
  for (;;) {
    scan_began_ = now();
    auto seen = co_await box_->scan(since, ours, until, cancel_, report_.retrieval);
    auto failed = error_of(seen);
    append(pending_, gate.tried(failed, wall(), book_));
    if (!failed) co_return std::move(*seen);
    const bool again = co_await tries.again(*failed, until);
    if (again) continue;
    retrieval_failed(tries.final(*failed));
    if (tries.tries() > 1) report_.seen.retrieval_advice.insert(0, tried(tries.tries()) + "; ");
    co_return std::nullopt;
  }
}

task<bool> poll_run::scan_inbox(instant until) {
  found_.clear();
  other_folders_ = {};
  // Probes that left before the mailbox could be read for the first time are in it unread.
  const bool unread = book_.position().empty() && !book_.fresh();
  const mail::position since = unread ? mail::position(mail::position_unknown) : book_.position();
  auto seen = co_await read(since, until);
  if (!seen) co_return false;
  scan_ = std::move(*seen);
  report_.foreign_seen += scan_.read - static_cast<std::uint32_t>(scan_.matches.size());
  co_return true;
}

// Before a probe is called lost: a server may have announced it and given it later. POP3 leaves unread what it
// has not read.
task<bool> poll_run::scan_newest(instant until) {
  if (config_.protocol != account_type::imap) co_return true;
  const impostors counted = report_.false_ones;
  auto seen = co_await read(mail::position_newest, until);
  report_.false_ones = counted;
  if (!seen) co_return false;
  for (auto& match : seen->matches) {
    const auto same = [&](const mail::message_info& s) { return s.id == match.id; };
    if (std::any_of(scan_.matches.begin(), scan_.matches.end(), same)) continue;
    scan_.matches.push_back(std::move(match));
    scan_.next = seen->next;
  }
  co_return true;
}

// In the same session. A folder that cannot be opened leaves the poll without a verdict on what is
// missing.
task<void> poll_run::scan_folders() {
  const bool unread = book_.other_folders_position().empty();
  const mail::position since =
      unread ? mail::position(mail::position_unknown) : book_.other_folders_position();
  const mail::matcher ours = [this](const mail::message_info& s) { return found_.judge(s); };
  auto seen = co_await box_->scan_folders(since, ours);
  if (!seen) {
    retrieval_failed(seen.error());
    co_return;
  }
  other_folders_ = std::move(*seen);
  report_.foreign_seen += other_folders_.read - static_cast<std::uint32_t>(other_folders_.matches.size());
  report_.seen.folders_unseen = other_folders_.folders_unsupported;
  report_.seen.folders = other_folders_.folders;
  report_.closed = other_folders_.closed;
}

// Deletes what was found, and brings the ledger up to date; its edits are left in pending_. False: nothing
// could be made durable, so nothing was deleted.
task<bool> poll_run::settle() {
  auto ids = found_.take({&scan_, &other_folders_}, now(), pending_);
  found_.account();
  prepare_ahead();
  complete_ = !report_.seen.retrieval_failed;
  settled_ = false;
  const bool durable = co_await commit(std::exchange(pending_, {}), end_of_storing());
  if (!durable || !complete_) co_return durable;
  if (!ids.empty()) {
    const std::size_t all = ids.size();
    const auto removed = co_await box_->remove(std::move(ids));
    if (!removed) removal_failed(removed.error());  // the positions hold what is left: it is found again
    if (removed) report_.own_deleted += *removed;
    if (removed && *removed == all) found_.deleted();
  }
  append(pending_, book_.reached(scan_.next));
  if (!other_folders_.next.empty()) append(pending_, book_.reached_other_folders(other_folders_.next));
  book_.scanned(scan_began_);
  settled_ = true;
  co_return true;
}

// Tries again what is greylisted or busy: a probe that was not taken is the same at every try.
task<mail::result<mail::smtp::receipt>> poll_run::deliver(std::string message) {
  const mail::smtp::envelope envelope{.from = config_.from, .to = {config_.to}};
  const bool arrival_is_awaited = config_.mode == poll_mode::same_poll;
  const instant until = arrival_is_awaited ? share_of_rest(0.5) : when_.deadline;
  resubmission_policy tries(net_, cancel_, book_.own_identity().tag);
  for (;;) {
    auto taken = co_await account::submit(net_, config_, envelope, message, when_.deadline, cancel_,
                                          report_.submission);
    bool again = false;
    if (!taken) again = co_await tries.again(taken.error(), until);
    if (again) continue;
    if (taken) co_return taken;
    const auto f = mail::smtp::uncertain(taken.error()) ? taken.error() : tries.final(taken.error());
    submission_failed(f);
    auto& advice = report_.seen.submission_advice;
    if (tries.tries() > 1) advice.insert(0, tried(tries.tries()) + "; ");
    co_return f;
  }
}

task<mail::result<mail::smtp::receipt>> poll_run::send(std::int64_t made) {
  const token t{.sequence = sequence_, .sent = made};
  auto message = write_probe(book_.own_identity(), t, config_.from, config_.to, config_.instance);
  if (message) co_return co_await deliver(std::move(*message));
  submission_failed(message.error());
  co_return message.error();
}

// What the verdict says is over, with the last commit before it: a poll that is killed or stopped says
// nothing, and the next one finds it all again.
edits poll_run::close() {
  if (!complete_ || cancel_.raised()) return {};
  closed_ = true;
  edits changes = found_.over(settled_);
  append(changes, found_.judge_missing(sequence_));
  return changes;
}

// Without those that end with this poll.
std::size_t poll_run::outstanding() const {
  const auto& probes = book_.probes();
  return static_cast<std::size_t>(std::count_if(probes.begin(), probes.end(), [this](const auto& entry) {
    const auto& [sequence, p] = entry;
    const bool came = p.phase == phase::arrived || p.phase == phase::bounced;
    const bool ends = settled_ && (came || times_.overdue(p));
    return p.phase != phase::lost && sequence != sequence_ && !ends;
  }));
}

sign_in_gate poll_run::submission_gate() const {
  return {services_.refused, submission_sign_in(config_), config_.retry_after, book_.own_identity().tag};
}

void poll_run::prepare() {
  made_ = wall();
  append(pending_, book_.prepare(when_.due, made_, sequence_));
}

// With what the disk is waited for anyway, unless this poll may come to send nothing.
void poll_run::prepare_ahead() {
  const bool commits = !pending_.empty() || journal_.behind();
  if (sequence_ != 0 || !commits || cancel_.raised() || outstanding() >= max_outstanding) return;
  if (submission_gate().closed(wall())) return;
  prepare();
}

// This poll sends nothing.
void poll_run::withhold() {
  append(pending_, sequence_ == 0 ? book_.turned(when_.due) : book_.forget(sequence_));
  append(pending_, close());
}

// Nothing can be made durable, so nothing is sent.
void poll_run::give_up() {
  if (cancel_.raised()) return;
  report_.seen.unsent = true;
  withhold();
}

task<void> poll_run::submit() {
  auto& seen = report_.seen;
  auto gate = submission_gate();
  const auto closed = gate.closed(wall());
  if (closed || outstanding() >= max_outstanding) {
    seen.withheld = !closed;
    if (closed) submission_failed(*closed);
    if (closed) append(pending_, gate.adopt(book_));
    withhold();
    co_await commit(std::exchange(pending_, {}), end_of_storing());
    co_return;
  }
  if (sequence_ == 0) {
    prepare();
    const bool durable = co_await commit(std::exchange(pending_, {}), end_of_storing());
    if (!durable) co_return give_up();
  }

  const auto receipt = co_await send(made_);
  edits learnt = std::exchange(pending_, {});
  auto failed = error_of(receipt);
  append(learnt, gate.tried(failed, wall(), book_));
  if (receipt) {
    seen.submitted = true;
    seen.receipt = receipt->reply;
    report_.queue_id = receipt->queue_id;
    append(learnt, book_.sent(sequence_, now(), receipt->reply));
    append(learnt, book_.noted(greylisted_note, {}));
  } else if (!mail::smtp::uncertain(receipt.error())) {  // else it may arrive: it stays prepared
    if (receipt.error().why == mail::cause::greylisted) append(learnt, note_greylisting());
    append(learnt, book_.forget(sequence_));
  }
  append(learnt, close());
  const bool waits = config_.mode == poll_mode::same_poll;
  co_await commit(std::move(learnt), waits ? share_of_rest(0.25) : end_of_storing());
}

// same_poll: waits in the open session until the probe is there or has come back, or its deadline has passed.
task<void> poll_run::await_arrival() {
  const auto started = net_.time().now();
  const auto reserve = std::min<instant>(std::chrono::seconds(2), (when_.deadline - started) / 10);
  auto until = when_.deadline - reserve;
  if (config_.delivery_deadline) until = std::min(until, started + *config_.delivery_deadline);
  moment found;
  for (;;) {
    const bool seen = co_await scan_inbox(when_.deadline);
    if (!seen) co_return;
    found = now();
    if (!found_.is_missing(sequence_)) break;
    if (net_.time().now() >= until) {
      const bool again = co_await scan_newest(when_.deadline);
      if (!again) co_return;
      found = now();
      if (found_.is_missing(sequence_)) co_await scan_folders();
      break;
    }
    const auto waited = co_await box_->wait_for_news(until);
    if (!waited) {
      retrieval_failed(waited.error());
      co_return;
    }
  }
  report_.seen.arrivals.clear();
  const bool durable = co_await settle();
  append(pending_, found_.over(settled_));
  for (auto& a : report_.seen.arrivals)
    if (a.sequence == sequence_) a.delivery = static_cast<double>(found.mono - started.count()) / 1000;
  const auto mine = book_.probes().find(sequence_);
  const bool missing = mine != book_.probes().end() && mine->second.phase == phase::sent;
  if (missing && complete_) {
    append(pending_, book_.lost(sequence_));
    report_.seen.lost.push_back({sequence_, report_.seen.receipt});
    report_.seen.deadline = static_cast<double>((until - started).count()) / 1000;
  }
  if (durable) co_await commit(std::exchange(pending_, {}), end_of_storing());
}

void poll_run::describe() {
  const auto limit = [](const std::optional<std::chrono::milliseconds>& of) -> std::optional<double> {
    if (!of) return std::nullopt;
    return static_cast<double>(of->count()) / 1000;
  };
  auto& seen = report_.seen;
  report_.submission.observer = when_.submission_stages;
  report_.retrieval.observer = when_.retrieval_stages;
  seen.first = book_.fresh();
  seen.first_is_up = config_.first_poll_is_up;
  seen.deadline = static_cast<double>(times_.deadline) / 1000;
  seen.warning = limit(config_.delivery_warning);
  seen.critical = limit(config_.delivery_critical);
  seen.gap = static_cast<double>(times_.gap()) / 1000;
  seen.retrieval_server = retrieval_server(config_);
  seen.submission_server = submission_server(config_);
}

task<poll_report> poll_run::run() {
  auto& seen = report_.seen;
  describe();
  box_ = make_mailbox(services_.mailboxes, config_);

  pending_ = book_.birth();
  bool durable = true;
  bool scanned = co_await scan_inbox(share_of_rest(0.6));
  if (scanned && found_.any_overdue()) scanned = co_await scan_newest(share_of_rest(0.6));
  if (scanned) {
    const bool missing = found_.any_missing();
    if (missing) co_await scan_folders();
    durable = co_await settle();
  }
  const bool same_poll = config_.mode == poll_mode::same_poll;
  if (same_poll)
    co_await box_->pause();
  else
    co_await box_->leave();
  if (!durable)
    give_up();
  else if (!cancel_.raised())
    co_await submit();
  if (same_poll && seen.submitted && !seen.retrieval_failed) co_await await_arrival();
  if (same_poll) co_await box_->leave();
  seen.remarks = report_.retrieval.remarks;
  journal_.owe(std::exchange(pending_, {}));
  report_.cancelled = cancel_.raised() && (same_poll || !closed_);
  co_return std::move(report_);
}

}  // namespace

void recall_refusals(const shared_services& services, const configuration& config, const ledger& book) {
  sign_in_gate(services.refused, submission_sign_in(config), config.retry_after, book.own_identity().tag)
      .recall(book);
  sign_in_gate(services.refused, retrieval_sign_in(config), config.retry_after, book.own_identity().tag)
      .recall(book);
}

task<poll_report> poll(shared_services services, const configuration& config, ledger& book, journal& durable,
                       poll_request when, mail::net::cancellation cancel) {
  poll_run run(services, config, book, durable, when, std::move(cancel));
  co_return co_await run.run();
}

}  // namespace watchpost::email_monitor
