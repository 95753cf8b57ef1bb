#include "engine/store/store_thread.h"

#include "engine/thread_signals.h"

#include <algorithm>
#include <iterator>

namespace watchpost::engine {
namespace {

constexpr std::size_t largest_group = 4096;

}  // namespace

store_thread::store_thread(tables opened) : tables_(std::move(opened)) {
  thread_ = std::thread([this] {
    block_signals();
    serve();
  });
}

store_thread::~store_thread() {
  {
    const std::lock_guard guard(mutex_);
    closing_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

void store_thread::enqueue(work apply, committed done, urgency needs) {
  const std::lock_guard guard(mutex_);
  const bool pressing = needs != urgency::rides_along;
  queue_.push_back({std::move(apply), std::move(done), needs});
  if (!pressing) return;
  pressing_ = true;
  wake_.notify_all();
}

void store_thread::serve() {
  while (true) {
    std::vector<job> group;
    {
      std::unique_lock guard(mutex_);
      wake_.wait(guard, [this] { return closing_ || pressing_; });
      if (queue_.empty()) return;
      const auto count = std::min(queue_.size(), largest_group);
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
      group.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
      pressing_ = !queue_.empty();
    }
    commit_group(group);
  }
}

abi::expected<void> store_thread::transaction(std::vector<job>& group, std::size_t from, std::size_t to) {
  const bool durable = std::any_of(group.begin() + static_cast<std::ptrdiff_t>(from),
                                   group.begin() + static_cast<std::ptrdiff_t>(to),
                                   [](const job& j) { return j.needs == urgency::on_disk; });
  if (auto set = sync_at_commit(durable); !set) return set;
  if (auto begun = tables_.run("BEGIN IMMEDIATE"); !begun) return begun;
  for (auto i = from; i < to; ++i) {
    if (auto applied = group[i].apply(tables_); !applied) {
      (void)tables_.db().execute("ROLLBACK");  // SQLite may have done so itself
      return applied;
    }
  }
  auto ended = tables_.run("COMMIT");
  if (!ended) (void)tables_.db().execute("ROLLBACK");
  return ended;
}

// WAL: FULL syncs the log at each commit, those before included; NORMAL leaves that to a later commit.
abi::expected<void> store_thread::sync_at_commit(bool wanted) {
  if (wanted == syncs_) return {};
  auto set = tables_.db().execute(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  if (set) syncs_ = wanted;
  return set;
}

void store_thread::commit_group(std::vector<job>& group) {
  auto all = transaction(group, 0, group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    // One bad edit must not take its neighbours with it.
    const auto own = all || group.size() == 1 ? all : transaction(group, i, i + 1);
    if (!group[i].done) continue;
    if (own) {
      group[i].done(nullptr);
    } else {
      const auto& why = own.error();
      group[i].done(&why);
    }
  }
}

}  // namespace watchpost::engine
