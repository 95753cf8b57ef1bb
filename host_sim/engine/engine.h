// engine.h - the engine as its users see it: the CLI, the bindings, the tests.
//
//   real_clock time;  auto log = make_logger(log_level::info);  auto state = open_memory_store();
//   catalogue plugins(*log);  plugins.add_path("/usr/lib/watchpost");
//   engine host({time, *state, *log, plugins});
//   host.add_sink(table);
//   auto applied = host.apply(load_config("watchpost.toml")->config);
//   host.run();                                   // until request_stop() from another thread
//   host.stop(900ms);
//
// Threads: the engine has none of its own. Whoever is inside run(), settle(), advance(), stop() or another
// function is the engine thread at that time; only post() and request_stop() may be called by other threads
// meanwhile.
#pragma once

#include "engine/bind.h"
#include "engine/config_file.h"
#include "engine/dispatcher.h"
#include "engine/points/simulated_points.h"
#include "engine/scheduler.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace watchpost::engine {

/// The parts outlive the engine.
struct engine_parts {
  clock& time;
  store& state;
  logger& log;
  catalogue& plugins;
  control_points* points = nullptr;  ///< behind wp.points/1; NULL: the [[points]] of the settings file
};

struct engine_options {
  std::string program = "host_sim 0.1.0";  ///< what plugins see as the host's name
  std::int64_t spread_ms = 1'000;          ///< between the first polls of two devices at most; 0: all at once
  std::int64_t grace_ms = 2'000;           ///< after the deadline, until a poll counts as overdue
  bool wait_first = false;                 ///< first polls come after one interval, not at once
  bool keep_history = true;                ///< completed polls go to the store
  bool keeps_state = true;                 ///< false: wp.state/1 only for types that cannot do without
};

struct applied {
  bool done = false;
  problems found;  ///< errors when it is not done; there may be warnings in any case
};

class engine {
 public:
  explicit engine(engine_parts parts, engine_options options = {});
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine();  ///< stop(), if that was not called

  /// `receiver` is there until stop() returned. Before the first apply().
  void add_sink(sink& receiver) { sinks_.push_back(&receiver); }

  /// Makes the instances what `config` says; at the first call and at any reload. With an error nothing
  /// changes.
  applied apply(const configuration& config);

  /// Everything apply() checks, without doing it.
  applied validate(const configuration& config);

  /// The same for one instance that comes from no file. `name`: of the instance; "monitor@device" when empty.
  applied apply_one(const monitor_settings& monitor, const device* target = nullptr,
                    const std::string& name = {});

  /// A poll now; `done` gets the report from the engine thread.
  abi::expected<void> poll_now(std::string_view instance, poller::report_function done,
                               run_reason reason = run_reason::manual);

  /// An action of wp.probe/1; `stage` gets each stage as it is finished.
  abi::expected<void> probe(std::string_view instance, const std::string& action, std::int64_t timeout_ms,
                            runner::stage_function stage, poller::report_function done);
  abi::expected<std::vector<wp_action>> actions(std::string_view instance) const;

  /// An event for this instance alone; `done` gets nothing once the instance has it durably.
  abi::expected<void> notify(std::string_view instance, const event& event,
                             std::function<void(abi::status)> done);

  std::vector<std::string> instances() const;
  /// NULL: there is none. Valid until the next apply().
  const poller* find(std::string_view instance) const { return scheduler_.find(instance); }

  /// Where events for the notifier instances go; any thread, until the engine is gone.
  event_sink& events() { return dispatcher_; }

  /// The control points; empty without [[points]].
  simulated_points& points() { return points_; }

  /// For timers of a user's own, on the engine thread.
  event_loop& loop() { return loop_; }

  void run() { loop_.run(); }
  void request_stop() { loop_.stop(); }                                   ///< any thread
  void post(std::function<void()> work) { loop_.post(std::move(work)); }  ///< any thread
  /// Works until `done` holds; false when it did not within `limit` of real time.
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
    return loop_.run_until(done, limit);
  }

  /// Works until nothing is due or under way; false when something is, but nothing happened for `limit` of
  /// real time.
  bool settle(std::chrono::milliseconds limit = std::chrono::seconds(5));

  /// Lets `by` pass on a virtual clock, from slot to slot, and settles after each. A poll that itself waits
  /// for the clock gets `patience` of real time, then the clock moves on in steps of one second.
  void advance(virtual_clock& time, std::chrono::milliseconds by,
               std::chrono::milliseconds patience = std::chrono::milliseconds(200));

  /// Deactivates everything and makes it durable; false when a plugin did not let go within `limit` and was
  /// abandoned.
  bool stop(std::chrono::milliseconds limit = std::chrono::milliseconds(900));

 private:
  struct history_sink final : sink {
    history_sink(store& to, logger& log_to) : state(to), log(log_to) {}
    void completed(const report& report) override {
      // The log outlives the store's answers: stop() waits for them.
      state.record(report, [to = &log](const abi::error* why) {
        if (why != nullptr) to->write(log_level::error, "history", to_text(*why));
      });
    }
    store& state;
    logger& log;
  };

  applied take(bound wanted, const std::string& file, bool really,
               const std::vector<point_spec>* points = nullptr);
  abi::error no_such(std::string_view instance) const;

  engine_parts parts_;
  engine_options options_;
  history_sink history_;
  std::vector<sink*> sinks_;
  event_loop loop_;
  dispatcher dispatcher_;
  simulated_points points_;
  scheduler scheduler_;
  bool stopped_ = false;
};

}  // namespace watchpost::engine
