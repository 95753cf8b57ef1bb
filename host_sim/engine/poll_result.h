// poll_result.h - what a poll found, as typed values that outlive the call which passed them.
//
//   poll_result found = from_abi(*answer.result, type);
//   std::cout << name(found.state) << " " << found.summary << "\n";
#pragma once

#include "engine/error.h"

#include <watchpost/cpp/result.hpp>
#include <watchpost/type.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

/// The numbers are those of WP_STATE_*.
enum class health : std::uint32_t { unknown, ok, warning, critical, pending };

std::string_view name(health state);  ///< "OK", "WARNING", ...
std::optional<health> health_from(std::string_view name);
int exit_code(health state);  ///< of the monitoring-plugins guidelines; PENDING is 0

using abi::no_limit;

/// A measured value with the unit that its type declares for the metric.
struct reading {
  std::string metric;
  double value = 0;
  double warning = no_limit;   ///< NaN: none
  double critical = no_limit;  ///< NaN: none
  std::string unit;            ///< "s", "B", "" for a count, "d" for days
  std::string warning_range = {},
              critical_range = {};  ///< for perfdata in the place of the limits; see range.h
};

struct fact {
  std::string key;
  std::string value;
  bool operator==(const fact&) const = default;
};

/// A file that goes with a result: a transcript, a certificate. See wp_document.
struct document {
  std::string name;
  std::string media_type;
  std::string content;  ///< any bytes
  bool operator==(const document&) const = default;
};

/// When a poll was wanted and when it ran. `*_mono` in milliseconds of the engine's monotonic clock, `*_wall`
/// since 1970.
struct poll_times {
  std::int64_t due_mono = 0;
  std::int64_t due_wall = 0;
  std::int64_t started_mono = 0;
  std::int64_t started_wall = 0;
  std::int64_t finished_mono = 0;
  std::int64_t finished_wall = 0;

  std::int64_t took_ms() const { return finished_mono - started_mono; }
};

/// The verdict of a poll; or, when `error` is set, why there is none (state is unknown then).
struct poll_result {
  health state = health::unknown;
  std::string verdict;
  std::string summary;
  std::vector<reading> readings;
  std::vector<fact> facts;
  std::vector<document> documents;
  std::optional<abi::error> error;
  std::int64_t rerun_in_ms = 0;
  poll_times times;

  const reading* find_reading(std::string_view metric) const;
  const std::string* find_fact(std::string_view key) const;
};

/// What a plugin passed, made safe to show. Units come from `type`, which may be NULL.
poll_result from_abi(const abi::result& result, const wp_type* type);

/// The result of a run without a verdict.
poll_result failed(abi::error why);

}  // namespace watchpost::engine
