#include "engine/store/sqlite_store.h"

namespace watchpost::engine {

using urgency = store_thread::urgency;

sqlite_store::sqlite_store(file_lock lock, tables opened)
    : lock_(std::move(lock)), thread_(std::move(opened)) {}

abi::expected<std::vector<state_entry>> sqlite_store::load(std::string instance, std::string prefix) {
  return thread_.ask<std::vector<state_entry>>([instance = std::move(instance), prefix = std::move(prefix)](
                                                   tables& in) { return in.load(instance, prefix); });
}

void sqlite_store::commit(std::string instance, std::vector<state_edit> edits, committed done) {
  thread_.enqueue([instance = std::move(instance),
                   edits = std::move(edits)](tables& in) { return in.apply(instance, edits); },
                  std::move(done));
}

void sqlite_store::record(report report, committed done) {
  thread_.enqueue([report = std::move(report)](tables& in) { return in.record(report); }, std::move(done),
                  urgency::written);
}

void sqlite_store::remember_due(std::string instance, std::int64_t wall_ms, committed done) {
  thread_.enqueue(
      [instance = std::move(instance), wall_ms](tables& in) { return in.remember_due(instance, wall_ms); },
      std::move(done), urgency::rides_along);
}

abi::expected<std::optional<std::int64_t>> sqlite_store::last_due(std::string instance) {
  return thread_.ask<std::optional<std::int64_t>>(
      [instance = std::move(instance)](tables& in) { return in.last_due(instance); });
}

abi::expected<std::vector<report>> sqlite_store::history(history_query query) {
  return thread_.ask<std::vector<report>>(
      [query = std::move(query)](tables& in) { return in.history(query); });
}

// A change, as a transaction without one syncs nothing.
void sqlite_store::flush() {
  (void)thread_.ask<int>([](tables& in) -> abi::expected<int> {
    auto touched = in.run("UPDATE meta SET value = value WHERE key = 'format'");
    if (!touched) return touched.error();
    return 0;
  });
}

void sqlite_store::set_bounds(history_bounds bounds) {
  thread_.enqueue(
      [bounds](tables& in) -> abi::expected<void> {
        in.set_bounds(bounds);
        return {};
      },
      nullptr);
}

}  // namespace watchpost::engine
