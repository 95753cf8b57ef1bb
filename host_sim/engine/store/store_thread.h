// store_thread.h - the one thread that works on the tables: a queue, and group commit. Internal to the store.
//
//   thread.enqueue([edits](tables& in) { return in.apply("mail@mx", edits); }, done);
//   auto found = thread.ask<int>([](tables& in) -> abi::expected<int> { ... });
//
// The parts of the store (state and history, events, audit) put their jobs into the same queue, so all of
// them take effect in the order of the calls. Any thread.
#pragma once

#include "engine/store/tables.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace watchpost::engine {

class store_thread {
 public:
  /// Inside a transaction. Must be repeatable: a group that fails is done again one by one.
  using work = std::function<abi::expected<void>(tables&)>;
  enum class urgency : std::uint8_t {
    rides_along,  // with whatever is written next
    written,      // soon; survives the process
    on_disk,      // soon; survives power loss
  };

  explicit store_thread(tables opened);
  store_thread(const store_thread&) = delete;
  store_thread& operator=(const store_thread&) = delete;
  /// Everything that was queued is durable, and its `committed` was called, when the destructor returns.
  ~store_thread();

  void enqueue(work apply, committed done, urgency needs = urgency::on_disk);

  /// Waits for the answer; sees all that was queued before.
  template <class T>
  abi::expected<T> ask(std::function<abi::expected<T>(tables&)> question) {
    if (std::this_thread::get_id() == thread_.get_id())
      return question(tables_);  // from inside a `committed`
    auto answer = std::make_shared<std::optional<abi::expected<T>>>();
    std::promise<void> ready;
    enqueue(
        [answer, question = std::move(question)](tables& in) -> abi::expected<void> {
          answer->emplace(question(in));
          return {};
        },
        [&ready](const abi::error*) { ready.set_value(); });
    ready.get_future().wait();
    if (!*answer)
      return abi::error{.status = WP_E_IO, .domain = "state", .text = "the database cannot be read"};
    return std::move(**answer);
  }

 private:
  struct job {
    work apply;
    committed done;
    urgency needs = urgency::on_disk;
  };

  void serve();
  void commit_group(std::vector<job>& group);
  abi::expected<void> transaction(std::vector<job>& group, std::size_t from, std::size_t to);
  abi::expected<void> sync_at_commit(bool wanted);

  tables tables_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<job> queue_;
  bool pressing_ = false;  // something in the queue does not just ride along
  bool closing_ = false;
  bool syncs_ = true;  // PRAGMA synchronous as it stands; the store's thread
  std::thread thread_;
};

}  // namespace watchpost::engine
