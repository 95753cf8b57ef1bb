// dispatcher.h - takes events to the notifier instances, one at a time each, until they are completed.
//
//   raise() -> outbox -> idle -> looking -> delivering -> looking -> ... -> idle
//                                              |-> refused: waiting, longer each time, then looking
//                                              |-> no answer in time: cancelled
//
// As a sink it hears of every poll and raises an event when a monitor's state changed. Threads: raise() and
// nudge() any; all else the engine's.
#pragma once

#include "engine/event_loop.h"
#include "engine/events.h"
#include "engine/log.h"
#include "engine/outbox.h"
#include "engine/sink.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace watchpost::engine {

class poller;

class dispatcher final : public event_sink, public sink {
 public:
  /// `find`: the poller of that name, or NULL.
  dispatcher(event_loop& loop, store& state, logger& log, std::function<poller*(std::string_view)> find);
  ~dispatcher() override;

  void raise(event event) override;
  void nudge() override;

  /// Who gets events from now on.
  void subscribe(std::vector<std::string> instances);
  /// The instance has just become active.
  void wake(const std::string& instance);
  /// Something is being stored, looked up or delivered.
  bool busy() const;

  void added(std::string_view instance, std::string_view type) override;
  void removed(std::string_view instance) override;
  void completed(const report& report) override;

 private:
  enum class phase : std::uint8_t { idle, looking, delivering, unanswered, waiting };
  struct subscriber {
    phase now = phase::idle;
    std::uint64_t serial = 0;  // of what is under way; late answers of something else are ignored
    bool again = false;        // nudged while looking
    int refusals = 0;
    std::uint64_t op = 0;
    std::optional<event_loop::timer> timer;
  };

  void look(const std::string& name, std::optional<std::int64_t> completed = {});
  void found(const std::string& name, std::uint64_t serial, abi::expected<std::optional<delivery>> next);
  void deliver(const std::string& name, const delivery& delivery);
  void answered(const std::string& name, std::uint64_t serial, std::int64_t number, const abi::status& why);
  void overdue(const std::string& name, std::uint64_t serial);
  void wait(const std::string& name, const abi::error& why);
  void forget(std::string_view name);
  void stop_timer(subscriber& of);
  subscriber* current(const std::string& name, std::uint64_t serial);
  committed stored(std::string record, std::function<void(bool)> then);

  event_loop& loop_;
  store& state_;
  logger& log_;
  std::function<poller*(std::string_view)> find_;
  std::function<void(std::function<void()>)> post_;
  std::map<std::string, subscriber, std::less<>> subscribers_;
  std::map<std::string, health, std::less<>> told_;  // states that the outbox knows
  std::shared_ptr<std::atomic<int>> storing_ = std::make_shared<std::atomic<int>>(0);
  std::uint64_t serial_ = 0;
};

}  // namespace watchpost::engine
