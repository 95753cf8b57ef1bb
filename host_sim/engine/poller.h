// poller.h - the schedule of one instance: waits for its slots, starts polls, watches their deadline.
//
//   waiting -> running -> waiting
//                 |-> deadline: cancel -> grace: overdue, until the plugin answers
//
// One poll at a time. A slot that comes while a poll is still running falls out. The slot is durable with the
// first thing that its poll makes durable, so a restart neither polls too early nor twice. Thread: the
// engine's.
#pragma once

#include "engine/report.h"
#include "engine/runner.h"
#include "engine/sink.h"

#include <memory>

namespace watchpost::engine {

/// What all pollers share; owned by the scheduler.
struct poller_context {
  event_loop& loop;
  store& state;
  logger& log;
  std::vector<sink*>& sinks;
  std::int64_t grace_ms;
  bool wait_first;                                    ///< see engine_options
  std::function<void(const std::string&)> activated;  ///< an instance is ready for work
};

class poller : public std::enable_shared_from_this<poller> {
 public:
  using report_function = std::function<void(const report&)>;

  poller(poller_context& context, instance_spec spec, std::unique_ptr<runner> live);
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;
  ~poller();

  const instance_spec& spec() const { return spec_; }
  runner& live() { return *live_; }
  /// Not begun yet, or a poll, an action or the deactivation is under way.
  bool busy() const { return phase_ != phase::idle && phase_ != phase::gone; }
  /// Events may be delivered.
  bool receptive() const {
    return live_ && live_->active() && phase_ != phase::fresh && phase_ != phase::leaving &&
           phase_ != phase::gone;
  }
  /// It does things by itself, beside its polls.
  bool takes_events() const { return receptive() && live_->notified(); }
  bool overdue() const { return phase_ == phase::overdue; }
  std::optional<std::int64_t> next_due() const;
  std::int64_t missed_slots() const { return missed_; }
  const std::optional<report>& last() const { return last_; }

  /// Activates and plans the first slot; `spread` ms from now when nothing is remembered.
  void begin(std::int64_t spread);

  /// A poll now, beside the schedule; `done` gets its report. Refused with WP_E_BUSY while one is under way.
  abi::expected<void> poll_now(run_reason reason, report_function done);

  /// A dry-run action of wp.probe/1; not while a poll is under way.
  abi::expected<void> probe(const std::string& action, std::int64_t timeout_ms, runner::stage_function stage,
                            report_function done);

  /// New times for the same settings.
  void reschedule(const instance_spec& spec);

  /// Deactivates; `gone` follows, then the poller holds nothing any more.
  void leave(std::function<void()> gone);
  /// After leave() took too long.
  void abandon();

 private:
  enum class phase { fresh, idle, running, overdue, probing, leaving, gone };
  struct run_state {
    std::uint64_t serial = 0;
    std::uint64_t op = 0;
    run_reason reason = run_reason::scheduled;
    poll_times times;
    report_function done;
    bool dry = false;  // an action of wp.probe/1: the sinks do not hear of it
  };

  bool ready();
  bool scheduled() const { return spec_.interval_ms > 0 && live_->polled(); }
  void try_again_later();
  void retry();
  void plan(std::int64_t due);
  void slot();
  void again();
  void remember(std::int64_t due);
  void launch(run_reason reason, std::int64_t due, report_function done);
  void at_deadline(std::uint64_t serial);
  void at_grace(std::uint64_t serial);
  void finish(std::uint64_t serial, poll_result found);
  runner::done_function answer_to(std::uint64_t serial);
  abi::error in_use() const;
  void deliver(poll_result found);
  void cancel_timers();
  void stop_timer(std::optional<event_loop::timer>& which);
  std::int64_t now() const { return context_.loop.time().mono_ms(); }
  std::int64_t wall_of(std::int64_t mono) const { return context_.loop.time().wall_ms() - (now() - mono); }
  template <class... Args>
  auto weakly(void (poller::*member)(Args...));

  poller_context& context_;
  instance_spec spec_;
  std::unique_ptr<runner> live_;
  phase phase_ = phase::fresh;  // until begin()
  run_state run_;
  std::uint64_t serial_ = 0;
  std::int64_t due_ = 0;  // the next slot
  std::int64_t missed_ = 0;
  std::optional<event_loop::timer> slot_timer_, again_timer_, deadline_timer_;
  std::optional<report> last_;
};

}  // namespace watchpost::engine
