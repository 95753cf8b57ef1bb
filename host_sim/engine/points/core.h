// core.h - the inside of simulated_points. Internal to engine/points.
//
// Shared with the functions that wait in the loop and the store, which find it gone once the board is.
//
// Threads: find and read: any. All else: the engine's. The mutex guards what read() looks at.
#pragma once

#include "engine/points/objection.h"
#include "engine/points/pending_answer.h"
#include "engine/points/records.h"
#include "engine/points/simulated_points.h"

#include <map>
#include <mutex>

namespace watchpost::engine {

class board_core : public std::enable_shared_from_this<board_core> {
 public:
  using asker = std::shared_ptr<pending_answer>;

  explicit board_core(board_parts parts) : parts_(parts), post_(parts.loop.poster()) {}

  abi::expected<void> load();
  void become(std::vector<point_spec> points);
  std::vector<point::info> find(std::string_view pattern) const;
  std::optional<point::sample> read(std::string_view id) const;
  abi::expected<void> force(std::string_view id, std::optional<point::value> value, committed done);

  void operate(const std::string& instance, point::operation operation, const asker& caller);
  void outcome_of(const std::string& instance, const std::string& key, const asker& caller);
  void acknowledge(const point::acknowledgement& acknowledgement, const asker& caller);
  void scan();
  void stop();

  void post(std::function<void()> work) { post_(std::move(work)); }

 private:
  struct live_point {
    point_spec spec;
    point::sample file = {};  ///< of a file source, as last read
    bool moving = false;
    std::optional<std::int64_t> since = {};  ///< mono: the alarm condition holds since then
  };

  struct entry {
    operation_record record;
    bool under_way = false;
    point_spec spec = {};                            ///< while it is under way
    point::operation what = {};                      ///< likewise
    std::optional<event_loop::timer> moves_at = {};  ///< while its latency passes
    std::vector<asker> askers = {};                  ///< likewise; the first one began it
  };

  void begin();

  // simulated_points.cpp; the mutex is held.
  const live_point* at(std::string_view id) const;
  live_point* at(std::string_view id);
  point::sample sample_of(const live_point& p, int depth = 0) const;
  point::sample taken_now(const live_point& p, int depth) const;
  std::vector<std::string> ids() const;

  // operations.cpp
  circumstances around(const live_point& p) const;
  std::optional<objection> objection_now(const point::operation& operation, bool own_move) const;
  point::operated refused(const point::operation& operation, const objection& objection) const;
  abi::expected<void> make_room(std::vector<state_edit>& edits);
  void accepted(const std::string& name, const abi::error* why);
  void withdraw(const std::string& name, const objection& objection);
  void move(const std::string& name);
  void moved(const std::string& name, const abi::error* why);
  void finish(const std::string& name, point::operated came);
  void at_rest(const std::string& id);
  void give_up(entry& e);

  // alarms.cpp
  std::optional<alarm_record> changed_alarm(live_point& p) const;
  void change_alarm(const std::string& id, alarm_record next, std::function<void(const abi::error*)> done);
  void tell(const std::string& id);
  void clear_forgotten();
  void scan_later();

  /// Commits edits; `then` runs on the engine thread, unless the board is gone.
  void commit(std::vector<state_edit> edits, std::function<void(const abi::error*)> then);
  std::int64_t wall() const { return parts_.loop.time().wall_ms(); }

  const board_parts parts_;
  const std::function<void(std::function<void()>)> post_;

  mutable std::mutex mutex_;
  std::vector<live_point> points_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<std::string, output_record, std::less<>> outputs_;
  std::map<std::string, alarm_record, std::less<>> alarms_;

  bool loaded_ = false;
  bool scanning_ = false;
  bool stopping_ = false;
  std::uint64_t moves_ = 0;
  std::map<std::string, entry> operations_;          // by the name of their record
  std::multimap<std::int64_t, std::string> by_age_;  // accepted at -> name
};

}  // namespace watchpost::engine
