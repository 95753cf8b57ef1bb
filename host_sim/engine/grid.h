// grid.h - when polls are due: a fixed grid per instance, start + k * interval.
//
// All functions are pure; times are milliseconds, mono unless named wall; `interval` > 0.
#pragma once

#include <cstdint>
#include <optional>

namespace watchpost::engine::grid {

/// The first slot after a start. `last_due_wall`: what the database remembers of the last process. Then the
/// first slot is one interval later, or `spread` from now when that has passed already. A wall clock that was
/// set back delays it by one interval at most.
inline std::int64_t first(std::int64_t now, std::int64_t now_wall, std::optional<std::int64_t> last_due_wall,
                          std::int64_t interval, std::int64_t spread) {
  if (!last_due_wall) return now + spread;
  const auto wait = *last_due_wall + interval - now_wall;
  if (wait <= 0) return now + spread;
  return now + (wait < interval ? wait : interval);
}

/// The latest slot that is not after `now`, given that `due` is one and not after `now`.
inline std::int64_t latest(std::int64_t due, std::int64_t interval, std::int64_t now) {
  return due + (now - due) / interval * interval;
}

/// The first slot after both `due` and `now`.
inline std::int64_t next(std::int64_t due, std::int64_t interval, std::int64_t now) {
  return (now < due ? due : latest(due, interval, now)) + interval;
}

}  // namespace watchpost::engine::grid
