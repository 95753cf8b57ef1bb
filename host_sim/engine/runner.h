// runner.h - one live instance of a plugin: made, configured, activated, polled, let go.
//
//   auto made = runner::make(spec, parts, loop, "host_sim 0.1.0", found);
//   (*made)->activate();
//   (*made)->start(run, on_done, on_stage);
//   (*made)->deactivate([] { ... });                 // then destroy the runner
//
// Thread: the engine's. Answers of the plugin, from whatever thread, arrive as functions posted to the loop.
#pragma once

#include "engine/event_loop.h"
#include "engine/events.h"
#include "engine/instance_spec.h"
#include "engine/named_files.h"
#include "engine/poll_result.h"

#include <memory>

namespace watchpost::engine {

class runner {
 public:
  using done_function = std::function<void(poll_result)>;
  using stage_function = std::function<void(const poll_result&)>;

  /// Creates and configures. Remarks of the plugin about the settings are added to `found` with their places;
  /// an empty pointer when one of them is an error. No network and no disk: good for validation alone.
  static std::unique_ptr<runner> make(const instance_spec& spec, host_parts parts, event_loop& loop,
                                      const std::string& program, const std::string& file, problems& found);
  runner(const runner&) = delete;
  runner& operator=(const runner&) = delete;
  /// Not while active.
  ~runner();

  /// Patterns of points and instances in the settings: problems whose text is the pattern.
  const problems& patterns() const { return patterns_; }
  /// Files that the settings name.
  const std::vector<named_file>& files() const { return files_; }

  bool active() const { return active_; }
  abi::expected<void> activate();

  /// The result has no times yet. On a failure neither function is called.
  abi::expected<std::uint64_t> start(const wp_run& run, done_function done, stage_function stage);
  abi::expected<std::uint64_t> probe(const std::string& action, std::int64_t deadline_mono,
                                     done_function done, stage_function stage);

  /// Passes an event of wp.notifier/1 on; `done` gets nothing once the instance has it durably.
  abi::expected<std::uint64_t> notify(const event& event, std::function<void(abi::status)> done);
  void cancel(std::uint64_t id);

  bool polled() const;    ///< it offers wp.monitor/1
  bool notified() const;  ///< it offers wp.notifier/1

  /// The actions of wp.probe/1, none when the plugin has no such extension.
  std::vector<wp_action> actions() const;

  /// `done` is called once nothing of the instance is under way.
  void deactivate(std::function<void()> done);

  /// For an instance that does not end: it keeps its memory, and its calls lead nowhere from now on.
  static void abandon(std::unique_ptr<runner> hopeless);

 private:
  runner(const instance_spec& spec, host_parts parts, event_loop& loop, const std::string& program);

  host::completion answer_to(done_function done);
  host::interim stage_to(stage_function stage);
  template <class Call>
  auto timed(const char* name, Call call);

  const wp_type* type_;
  plugin* from_;
  void note(const host::diagnostic& diagnostic, problem where);

  std::function<void(std::function<void()>)> post_;
  std::unique_ptr<instance_host> host_;  // outlives the instance
  std::unique_ptr<host::instance> instance_;
  problems patterns_;
  std::vector<named_file> files_;
  bool active_ = false;
};

}  // namespace watchpost::engine
