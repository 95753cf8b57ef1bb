#include "engine/poller.h"

#include "engine/duration.h"
#include "engine/grid.h"

#include <algorithm>

namespace watchpost::engine {
namespace {

// A plugin that asks to be looked at again at once must not spin the host.
constexpr std::int64_t shortest_rerun = 250;

constexpr std::int64_t activation_retry = 60'000;

}  // namespace

poller::poller(poller_context& context, instance_spec spec, std::unique_ptr<runner> live)
    : context_(context), spec_(std::move(spec)), live_(std::move(live)) {}

poller::~poller() { cancel_timers(); }

// A call of `member` that does nothing once the poller is gone.
template <class... Args>
auto poller::weakly(void (poller::*member)(Args...)) {
  return [self = weak_from_this(), member](Args... args) {
    if (const auto alive = self.lock()) ((*alive).*member)(args...);
  };
}

runner::done_function poller::answer_to(std::uint64_t serial) {
  return [self = weak_from_this(), serial](poll_result found) {
    if (const auto alive = self.lock()) alive->finish(serial, std::move(found));
  };
}

abi::error poller::in_use() const {
  return {
      .status = WP_E_BUSY, .domain = "scheduler", .text = spec_.name + ": a poll is under way; wait for it"};
}

std::optional<std::int64_t> poller::next_due() const {
  if (!slot_timer_) return std::nullopt;
  return again_timer_ ? std::min(again_timer_->first, slot_timer_->first) : slot_timer_->first;
}

bool poller::ready() {
  if (live_->active()) return true;
  auto activated = live_->activate();
  if (activated) {
    if (context_.activated) context_.activated(spec_.name);
    return true;
  }
  poll_result found = failed(activated.error());
  context_.log.write(log_level::error, spec_.name, "cannot be activated: " + found.summary);
  deliver(std::move(found));
  return false;
}

void poller::begin(std::int64_t spread) {
  phase_ = phase::idle;
  run_.times.started_mono = run_.times.due_mono = now();
  run_.times.started_wall = run_.times.due_wall = wall_of(now());
  const bool able = ready();
  if (!scheduled()) {
    if (!able) try_again_later();
    return;
  }
  std::optional<std::int64_t> remembered;
  if (auto asked = context_.state.last_due(spec_.name)) {
    remembered = *asked;
  } else {
    context_.log.write(log_level::error, spec_.name, to_text(asked.error()));
  }
  if (context_.wait_first) spread += spec_.interval_ms;
  plan(grid::first(now(), wall_of(now()), remembered, spec_.interval_ms, spread));
}

// For an instance without slots: it may have other duties than polls.
void poller::try_again_later() {
  again_timer_ = context_.loop.at(now() + activation_retry, weakly(&poller::retry));
}

void poller::retry() {
  again_timer_.reset();
  if (!busy() && !ready()) try_again_later();
}

void poller::plan(std::int64_t due) {
  stop_timer(slot_timer_);
  due_ = due;
  slot_timer_ = context_.loop.at(due, weakly(&poller::slot));
  for (auto* s : context_.sinks) s->planned(spec_.name, wall_of(due));
}

void poller::slot() {
  slot_timer_.reset();
  stop_timer(again_timer_);
  const auto due = grid::latest(due_, spec_.interval_ms, now());
  plan(grid::next(due, spec_.interval_ms, now()));
  if (busy()) {
    ++missed_;
    context_.log.write(log_level::warning, spec_.name, "a poll falls out: the one before is still under way");
    return;
  }
  remember(due);
  launch(run_reason::scheduled, due, nullptr);
}

// Watching matters more than the memory of it: a failure is only told.
void poller::remember(std::int64_t due) {
  context_.state.remember_due(spec_.name, wall_of(due),
                              [to = &context_.log, name = spec_.name](const abi::error* why) {
                                if (why != nullptr) to->write(log_level::error, name, to_text(*why));
                              });
}

void poller::again() {
  again_timer_.reset();
  if (!busy()) launch(run_reason::again, now(), nullptr);
}

abi::expected<void> poller::poll_now(run_reason reason, report_function done) {
  if (busy()) return in_use();
  launch(reason, now(), std::move(done));
  return {};
}

void poller::launch(run_reason reason, std::int64_t due, report_function done) {
  const auto serial = ++serial_;
  run_ = {serial, 0, reason, {}, std::move(done), false};
  auto& t = run_.times;
  t.due_mono = due;
  t.due_wall = wall_of(due);
  t.started_mono = now();
  t.started_wall = wall_of(now());
  phase_ = phase::idle;
  if (!ready()) return;
  phase_ = phase::running;
  for (auto* s : context_.sinks) s->started(spec_.name, reason);
  const wp_run run{sizeof(wp_run), static_cast<std::uint32_t>(reason), due, t.started_mono + spec_.timeout_ms,
                   spec_.interval_ms};
  const auto begun =
      live_->start(run, answer_to(serial), [self = weak_from_this(), serial](const poll_result& interim) {
        const auto alive = self.lock();
        if (!alive || alive->phase_ != phase::running || alive->run_.serial != serial) return;
        for (auto* s : alive->context_.sinks) s->stage(alive->spec_.name, interim);
      });
  if (!begun) return finish(serial, failed(begun.error()));
  run_.op = *begun;
  deadline_timer_ =
      context_.loop.at(run.deadline_ms, [serial, call = weakly(&poller::at_deadline)] { call(serial); });
}

abi::expected<void> poller::probe(const std::string& action, std::int64_t timeout_ms,
                                  runner::stage_function stage, report_function done) {
  if (busy()) return in_use();
  if (!live_->active()) {
    if (auto activated = live_->activate(); !activated) return activated.error();
    if (context_.activated) context_.activated(spec_.name);
  }
  const auto serial = ++serial_;
  run_ = {serial, 0, run_reason::manual, {}, std::move(done), true};
  run_.times.due_mono = run_.times.started_mono = now();
  run_.times.due_wall = run_.times.started_wall = wall_of(now());
  phase_ = phase::probing;
  const auto begun = live_->probe(action, now() + timeout_ms, answer_to(serial), std::move(stage));
  if (!begun) {
    phase_ = phase::idle;
    return begun.error();
  }
  run_.op = *begun;
  deadline_timer_ =
      context_.loop.at(now() + timeout_ms, [serial, call = weakly(&poller::at_deadline)] { call(serial); });
  return {};
}

void poller::at_deadline(std::uint64_t serial) {
  deadline_timer_.reset();
  if (run_.serial != serial) return;
  live_->cancel(run_.op);
  deadline_timer_ = context_.loop.at(now() + context_.grace_ms,
                                     [serial, call = weakly(&poller::at_grace)] { call(serial); });
}

void poller::at_grace(std::uint64_t serial) {
  deadline_timer_.reset();
  if (run_.serial != serial || (phase_ != phase::running && phase_ != phase::probing)) return;
  phase_ = phase::overdue;
  poll_result found =
      failed({.status = WP_E_TIMEOUT,
              .domain = "plugin",
              .text = "no answer " + short_duration(now() - run_.times.started_mono - spec_.timeout_ms) +
                      " after the deadline, although cancelled; this is a fault of the plugin"});
  found.verdict = "overdue";
  context_.log.write(log_level::error, spec_.name, found.summary);
  deliver(std::move(found));
}

void poller::finish(std::uint64_t serial, poll_result found) {
  if (run_.serial != serial) return;
  stop_timer(deadline_timer_);
  if (phase_ == phase::overdue) {
    context_.log.write(log_level::error, spec_.name,
                       "the overdue answer came " + short_duration(now() - run_.times.started_mono) +
                           " after the start: " + found.summary);
    phase_ = phase::idle;
    return;
  }
  if (phase_ != phase::running && phase_ != phase::probing) return;  // leaving: nobody asks any more
  const bool schedule_again = phase_ == phase::running && found.rerun_in_ms > 0 && spec_.interval_ms > 0;
  phase_ = phase::idle;
  if (schedule_again) {
    const auto at = now() + std::max(found.rerun_in_ms, shortest_rerun);
    if (at < due_) {
      stop_timer(again_timer_);
      again_timer_ = context_.loop.at(at, weakly(&poller::again));
      for (auto* s : context_.sinks) s->planned(spec_.name, wall_of(at));
    }
  }
  deliver(std::move(found));
}

void poller::deliver(poll_result found) {
  found.times = run_.times;
  found.times.finished_mono = now();
  found.times.finished_wall = wall_of(now());
  report what{spec_.name, spec_.type.type->id, run_.reason, std::move(found)};
  const auto done = std::exchange(run_.done, nullptr);
  if (!run_.dry) {
    for (auto* s : context_.sinks) s->completed(what);
    last_ = what;
    last_->result.documents.clear();  // the history keeps them
  }
  if (done) done(what);
}

void poller::reschedule(const instance_spec& spec) {
  const bool moved = spec.interval_ms != spec_.interval_ms;
  const auto former = spec_.interval_ms;
  spec_ = spec;
  if (!moved) return;
  stop_timer(slot_timer_);
  stop_timer(again_timer_);
  if (!scheduled()) {
    if (!live_->active()) try_again_later();
    return;
  }
  plan(former == 0 ? now() : std::max(now(), due_ - former + spec_.interval_ms));
}

void poller::leave(std::function<void()> gone) {
  cancel_timers();
  phase_ = phase::leaving;
  live_->deactivate([self = weak_from_this(), gone = std::move(gone)] {
    if (const auto alive = self.lock()) {
      alive->phase_ = phase::gone;
      alive->live_.reset();
      gone();
    }
  });
}

void poller::abandon() {
  cancel_timers();
  phase_ = phase::gone;
  if (live_) runner::abandon(std::move(live_));
}

void poller::stop_timer(std::optional<event_loop::timer>& which) {
  if (which) context_.loop.cancel(*which);
  which.reset();
}

void poller::cancel_timers() {
  stop_timer(slot_timer_);
  stop_timer(again_timer_);
  stop_timer(deadline_timer_);
}

}  // namespace watchpost::engine
