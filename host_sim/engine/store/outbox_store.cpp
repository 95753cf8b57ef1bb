#include "engine/store/outbox_store.h"

#include "engine/text.h"

#include <algorithm>
#include <memory>

namespace watchpost::engine {

const char* const events_schema = R"sql(
CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, source TEXT NOT NULL,
  title TEXT NOT NULL, state INTEGER NOT NULL, former INTEGER NOT NULL, text TEXT NOT NULL, value TEXT NOT NULL,
  wall INTEGER NOT NULL, alarm TEXT NOT NULL);
CREATE TABLE deliveries(instance TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY(instance, event)) WITHOUT ROWID;
CREATE INDEX deliveries_by_event ON deliveries(event);
CREATE TRIGGER deliveries_go AFTER DELETE ON events BEGIN DELETE FROM deliveries WHERE event = old.id; END;
CREATE TABLE notifiers(instance TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE monitor_states(instance TEXT PRIMARY KEY, state INTEGER NOT NULL, changes INTEGER NOT NULL) WITHOUT ROWID;
)sql";

namespace {

struct told {
  health state = health::unknown;
  std::int64_t changes = 0;
};

expected<std::optional<told>> last_told(tables& in, const std::string& instance) {
  auto query = in.use("SELECT state, changes FROM monitor_states WHERE instance = ?1");
  if (!query) return query.error();
  const auto row = (*query)->bind(1, instance).step();
  if (!row) return row.error();
  std::optional<told> out;
  if (*row) {
    const auto state = static_cast<std::uint32_t>((*query)->integer(0));
    out = told{static_cast<health>(abi::to_state(state)), (*query)->integer(1)};
  }
  (*query)->reset();
  return out;
}

expected<void> tell(tables& in, const judgement& now) {
  const auto before = last_told(in, now.instance);
  if (!before) return before.error();
  if (*before && (*before)->state == now.state) return {};
  const auto changes = *before ? (*before)->changes + 1 : 1;
  auto change = in.use(
      "INSERT INTO monitor_states VALUES(?1, ?2, ?3)"
      " ON CONFLICT DO UPDATE SET state = ?2, changes = ?3");
  if (!change) return change.error();
  auto kept =
      (*change)->bind(1, now.instance).bind(2, static_cast<std::int64_t>(now.state)).bind(3, changes).run();
  if (!kept || (!*before && now.state == health::ok)) return kept;
  auto next = in.db().integer("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'events'");
  if (!next) return next.error();
  return queue_event(in,
                     {.kind = event_kind::monitor_state,
                      .key = "monitor:" + std::to_string(*next),
                      .source = now.instance,
                      .title = now.title,
                      .state = static_cast<abi::state>(now.state),
                      .former_state = static_cast<abi::state>(*before ? (*before)->state : health::unknown),
                      .text = now.summary,
                      .value = now.verdict,
                      .wall_ms = now.wall_ms,
                      .alarm = {}});
}

expected<void> forget_others(tables& in, const std::vector<std::string>& instances) {
  if (auto none = in.run("DELETE FROM notifiers"); !none) return none;
  for (const auto& instance : instances) {
    auto add = in.use("INSERT OR IGNORE INTO notifiers VALUES(?1)");
    if (!add) return add.error();
    if (auto ran = (*add)->bind(1, instance).run(); !ran) return ran;
  }
  return in.run("DELETE FROM deliveries WHERE instance NOT IN (SELECT instance FROM notifiers)");
}

expected<void> forget(tables& in, const std::string& instance, std::int64_t event) {
  auto gone = in.use("DELETE FROM deliveries WHERE instance = ?1 AND event = ?2");
  if (!gone) return gone.error();
  return (*gone)->bind(1, instance).bind(2, event).run();
}

event row_to_event(const statement& row) {
  return {.kind = abi::to_event_kind(static_cast<std::uint32_t>(row.integer(1))),
          .key = row.text(2),
          .source = row.text(3),
          .title = row.text(4),
          .state = abi::to_state(static_cast<std::uint32_t>(row.integer(5))),
          .former_state = abi::to_state(static_cast<std::uint32_t>(row.integer(6))),
          .text = row.text(7),
          .value = row.text(8),
          .wall_ms = row.integer(9),
          .alarm = row.text(10)};
}

expected<std::optional<delivery>> oldest(tables& in, const std::string& instance) {
  auto query = in.use(
      "SELECT id, kind, key, source, title, state, former, text, value, wall, alarm FROM events"
      " WHERE id = (SELECT min(event) FROM deliveries WHERE instance = ?1)");
  if (!query) return query.error();
  const auto row = (*query)->bind(1, instance).step();
  if (!row) return row.error();
  std::optional<delivery> out;
  if (*row) out = delivery{(*query)->integer(0), row_to_event(**query)};
  (*query)->reset();
  return out;
}

}  // namespace

expected<void> queue_event(tables& in, const event& what) {
  if (what.key.empty() || what.key.size() > WP_EVENT_KEY_MAX) {
    return failure{.status = WP_E_LIMIT,
                   .domain = "events",
                   .text = "the key of an event has 1 to " + std::to_string(WP_EVENT_KEY_MAX) +
                           " bytes, not " + std::to_string(what.key.size())};
  }
  auto add = in.use(
      "INSERT OR IGNORE INTO events(key, kind, source, title, state, former, text, value, wall, alarm)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id");
  if (!add) return add.error();
  auto& row = **add;
  row.bind(1, what.key).bind(2, static_cast<std::int64_t>(what.kind)).bind(3, what.source);
  row.bind(4, one_line(what.title)).bind(5, static_cast<std::int64_t>(what.state));
  row.bind(6, static_cast<std::int64_t>(what.former_state)).bind(7, one_line(what.text));
  row.bind(8, one_line(what.value)).bind(9, what.wall_ms).bind(10, what.alarm);
  const auto added = row.step();
  if (!added) return added.error();
  const auto id = *added ? row.integer(0) : 0;
  row.reset();
  if (id == 0) return {};
  auto to = in.use("INSERT INTO deliveries SELECT instance, ?1 FROM notifiers WHERE instance <> ?2");
  if (!to) return to.error();
  if (auto ran = (*to)->bind(1, id).bind(2, what.source).run(); !ran) return ran;
  auto old = in.use("DELETE FROM events WHERE id <= ?1");
  if (!old) return old.error();
  return (*old)->bind(1, id - most_events).run();
}

void sqlite_outbox::subscribe(std::vector<std::string> instances, committed done) {
  thread_.enqueue([instances = std::move(instances)](tables& in) { return forget_others(in, instances); },
                  std::move(done));
}

void sqlite_outbox::raise(event what, committed done) {
  thread_.enqueue([what = std::move(what)](tables& in) { return queue_event(in, what); }, std::move(done));
}

void sqlite_outbox::judge(judgement now, committed done) {
  thread_.enqueue([now = std::move(now)](tables& in) { return tell(in, now); }, std::move(done));
}

// To lose a completion with the power only means one more delivery of the same key.
void sqlite_outbox::next(std::string instance, std::optional<std::int64_t> completed, found then) {
  auto answer = std::make_shared<std::optional<delivery>>();
  thread_.enqueue(
      [instance = std::move(instance), completed, answer](tables& in) -> expected<void> {
        if (completed) {
          if (auto gone = forget(in, instance, *completed); !gone) return gone;
        }
        auto first = oldest(in, instance);
        if (!first) return first.error();
        *answer = std::move(*first);
        return {};
      },
      [answer, then = std::move(then)](const failure* why) {
        if (why != nullptr) return then(*why);
        then(std::move(*answer));
      },
      store_thread::urgency::written);
}

}  // namespace watchpost::engine
