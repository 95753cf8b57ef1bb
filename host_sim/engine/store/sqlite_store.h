// sqlite_store.h - the store over SQLite: one thread, one queue, group commit. Internal to the store.
#pragma once

#include "engine/store.h"
#include "engine/store/file_lock.h"
#include "engine/store/tables.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace watchpost::engine {

class sqlite_store final : public store {
 public:
  sqlite_store(file_lock lock, tables opened);
  ~sqlite_store() override;

  expected<std::vector<state_entry>> load(std::string instance, std::string prefix) override;
  void commit(std::string instance, std::vector<state_edit> edits, committed done) override;
  void record(report what, committed done) override;
  void remember_due(std::string instance, std::int64_t wall_ms, committed done) override;
  expected<std::optional<std::int64_t>> last_due(std::string instance) override;
  expected<std::vector<report>> history(history_query query) override;
  void flush() override;
  void set_bounds(history_bounds bounds) override;

 private:
  // Must be repeatable: a group that fails is done again one by one.
  using work = std::function<expected<void>(tables&)>;
  enum class urgency : std::uint8_t {
    rides_along,  // with whatever is written next
    written,      // soon; survives the process
    on_disk,      // soon; survives power loss
  };
  struct job {
    work apply;
    committed done;
    urgency needs = urgency::on_disk;
  };

  void enqueue(job what);
  void serve();
  void commit_group(std::vector<job>& group);
  expected<void> transaction(std::vector<job>& group, std::size_t from, std::size_t to);
  expected<void> sync_at_commit(bool wanted);
  template <class T>
  expected<T> ask(std::function<expected<T>(tables&)> question);

  file_lock lock_;  // released last
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
