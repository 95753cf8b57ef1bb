#include "engine/store/sqlite_store.h"

#include "engine/thread_signals.h"

#include <algorithm>
#include <future>
#include <iterator>

namespace watchpost::engine {
namespace {

constexpr std::size_t largest_group = 4096;

}  // namespace

sqlite_store::sqlite_store(file_lock lock, tables opened)
    : lock_(std::move(lock)), tables_(std::move(opened)) {
  thread_ = std::thread([this] {
    block_signals();
    serve();
  });
}

sqlite_store::~sqlite_store() {
  {
    const std::lock_guard guard(mutex_);
    closing_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

void sqlite_store::enqueue(job what) {
  const std::lock_guard guard(mutex_);
  const bool pressing = what.needs != urgency::rides_along;
  queue_.push_back(std::move(what));
  if (!pressing) return;
  pressing_ = true;
  wake_.notify_all();
}

void sqlite_store::serve() {
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

expected<void> sqlite_store::transaction(std::vector<job>& group, std::size_t from, std::size_t to) {
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
expected<void> sqlite_store::sync_at_commit(bool wanted) {
  if (wanted == syncs_) return {};
  auto set = tables_.db().execute(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  if (set) syncs_ = wanted;
  return set;
}

void sqlite_store::commit_group(std::vector<job>& group) {
  auto all = transaction(group, 0, group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    // One bad edit must not take its neighbours with it.
    const auto own = all || group.size() == 1 ? all : transaction(group, i, i + 1);
    if (!group[i].done) continue;
    if (own) {
      group[i].done(nullptr);
    } else {
      const auto why = own.error();
      group[i].done(&why);
    }
  }
}

template <class T>
expected<T> sqlite_store::ask(std::function<expected<T>(tables&)> question) {
  if (std::this_thread::get_id() == thread_.get_id()) return question(tables_);  // from inside a `committed`
  auto answer = std::make_shared<std::optional<expected<T>>>();
  std::promise<void> ready;
  enqueue({[answer, question = std::move(question)](tables& in) -> expected<void> {
             answer->emplace(question(in));
             return {};
           },
           [&ready](const failure*) { ready.set_value(); }});
  ready.get_future().wait();
  if (!*answer) return failure{.status = WP_E_IO, .domain = "state", .text = "the database cannot be read"};
  return std::move(**answer);
}

expected<std::vector<state_entry>> sqlite_store::load(std::string instance, std::string prefix) {
  return ask<std::vector<state_entry>>([instance = std::move(instance), prefix = std::move(prefix)](
                                           tables& in) { return in.load(instance, prefix); });
}

void sqlite_store::commit(std::string instance, std::vector<state_edit> edits, committed done) {
  enqueue({[instance = std::move(instance), edits = std::move(edits)](tables& in) {
             return in.apply(instance, edits);
           },
           std::move(done)});
}

void sqlite_store::record(report what, committed done) {
  enqueue(
      {[what = std::move(what)](tables& in) { return in.record(what); }, std::move(done), urgency::written});
}

void sqlite_store::remember_due(std::string instance, std::int64_t wall_ms, committed done) {
  enqueue(
      {[instance = std::move(instance), wall_ms](tables& in) { return in.remember_due(instance, wall_ms); },
       std::move(done), urgency::rides_along});
}

expected<std::optional<std::int64_t>> sqlite_store::last_due(std::string instance) {
  return ask<std::optional<std::int64_t>>(
      [instance = std::move(instance)](tables& in) { return in.last_due(instance); });
}

expected<std::vector<report>> sqlite_store::history(history_query query) {
  return ask<std::vector<report>>([query = std::move(query)](tables& in) { return in.history(query); });
}

// A change, as a transaction without one syncs nothing.
void sqlite_store::flush() {
  (void)ask<int>([](tables& in) -> expected<int> {
    auto touched = in.run("UPDATE meta SET value = value WHERE key = 'format'");
    if (!touched) return touched.error();
    return 0;
  });
}

void sqlite_store::set_bounds(history_bounds bounds) {
  enqueue({[bounds](tables& in) -> expected<void> {
             in.set_bounds(bounds);
             return {};
           },
           nullptr});
}

}  // namespace watchpost::engine
