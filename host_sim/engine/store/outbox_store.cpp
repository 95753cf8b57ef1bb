#include "engine/store/outbox_store.h"

#include "engine/text.h"

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

abi::expected<std::optional<told>> last_told(tables& in, const std::string& instance) {
  std::optional<told> out;
  const auto done = in.read("SELECT state, changes FROM monitor_states WHERE instance = ?1", {instance},
                            [&](const statement& row) {
                              const auto state = static_cast<std::uint32_t>(row.integer(0));
                              out = told{static_cast<health>(abi::to_state(state)), row.integer(1)};
                              return false;
                            });
  if (!done) return done.error();
  return out;
}

abi::expected<void> tell(tables& in, const judgement& now) {
  const auto before = last_told(in, now.instance);
  if (!before) return before.error();
  if (*before && (*before)->state == now.state) return {};
  const auto changes = *before ? (*before)->changes + 1 : 1;
  auto kept = in.run(
      "INSERT INTO monitor_states VALUES(?1, ?2, ?3)"
      " ON CONFLICT DO UPDATE SET state = ?2, changes = ?3",
      {now.instance, static_cast<std::int64_t>(now.state), changes});
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

abi::expected<void> forget_others(tables& in, const std::vector<std::string>& instances) {
  if (auto none = in.run("DELETE FROM notifiers"); !none) return none;
  for (const auto& instance : instances) {
    auto added = in.run("INSERT OR IGNORE INTO notifiers VALUES(?1)", {instance});
    if (!added) return added;
  }
  return in.run("DELETE FROM deliveries WHERE instance NOT IN (SELECT instance FROM notifiers)");
}

abi::expected<void> forget(tables& in, const std::string& instance, std::int64_t event) {
  return in.run("DELETE FROM deliveries WHERE instance = ?1 AND event = ?2", {instance, event});
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

abi::expected<std::optional<delivery>> oldest(tables& in, const std::string& instance) {
  std::optional<delivery> out;
  const auto done = in.read(
      "SELECT id, kind, key, source, title, state, former, text, value, wall, alarm FROM events"
      " WHERE id = (SELECT min(event) FROM deliveries WHERE instance = ?1)",
      {instance}, [&](const statement& row) {
        out = delivery{row.integer(0), row_to_event(row)};
        return false;
      });
  if (!done) return done.error();
  return out;
}

}  // namespace

abi::expected<void> queue_event(tables& in, const event& event) {
  if (event.key.empty() || event.key.size() > WP_EVENT_KEY_MAX) {
    return abi::error{.status = WP_E_LIMIT,
                      .domain = "events",
                      .text = "the key of an event has 1 to " + std::to_string(WP_EVENT_KEY_MAX) +
                              " bytes, not " + std::to_string(event.key.size())};
  }
  std::int64_t id = 0;
  auto added = in.read(
      "INSERT OR IGNORE INTO events(key, kind, source, title, state, former, text, value, wall, alarm)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
      {event.key, static_cast<std::int64_t>(event.kind), event.source, one_line(event.title),
       static_cast<std::int64_t>(event.state), static_cast<std::int64_t>(event.former_state),
       one_line(event.text), one_line(event.value), event.wall_ms, event.alarm},
      [&](const statement& row) {
        id = row.integer(0);
        return false;
      });
  if (!added || id == 0) return added;
  auto due = in.run("INSERT INTO deliveries SELECT instance, ?1 FROM notifiers WHERE instance <> ?2",
                    {id, event.source});
  if (!due) return due;
  return in.run("DELETE FROM events WHERE id <= ?1", {id - most_events});
}

void sqlite_outbox::subscribe(std::vector<std::string> instances, committed done) {
  thread_.enqueue([instances = std::move(instances)](tables& in) { return forget_others(in, instances); },
                  std::move(done));
}

void sqlite_outbox::raise(event event, committed done) {
  thread_.enqueue([event = std::move(event)](tables& in) { return queue_event(in, event); }, std::move(done));
}

void sqlite_outbox::judge(judgement now, committed done) {
  thread_.enqueue([now = std::move(now)](tables& in) { return tell(in, now); }, std::move(done));
}

// To lose a completion with the power only means one more delivery of the same key.
void sqlite_outbox::next(std::string instance, std::optional<std::int64_t> completed, found then) {
  auto answer = std::make_shared<std::optional<delivery>>();
  thread_.enqueue(
      [instance = std::move(instance), completed, answer](tables& in) -> abi::expected<void> {
        if (completed) {
          if (auto gone = forget(in, instance, *completed); !gone) return gone;
        }
        auto first = oldest(in, instance);
        if (!first) return first.error();
        *answer = std::move(*first);
        return {};
      },
      [answer, then = std::move(then)](const abi::error* why) {
        if (why != nullptr) return then(*why);
        then(std::move(*answer));
      },
      store_thread::urgency::written);
}

}  // namespace watchpost::engine
