// records.h - what is durable of the points, as JSON in the store's state of `points_state`.
//
//   op/INSTANCE\nKEY    an operation: what was asked, by whom, what came of it
//   out/ID              the value that a point was given
//   alarm/ID            its alarm
//   move/NUMBER         that an output moved, and by which key; the latest `moves_kept`
#pragma once

#include "engine/points/point_spec.h"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::engine {

inline constexpr std::uint64_t moves_kept = 10'000;

struct operation_record {
  std::string point;
  point::origin by;
  point::operated came;  ///< `pending` until it is finished; accepted_ms is always set
};

struct output_record {
  std::optional<point::value> value;  ///< nullopt: the source decides
  std::int64_t at_ms = 0;             ///< wall
};

struct alarm_record {
  point::alarm state = point::alarm::normal;
  std::int64_t occurrence = 0;
  std::int64_t at_ms = 0;  ///< wall, of the latest change
  std::string title;       ///< of the point
  std::string text;        ///< of the latest change
  std::string value;       ///< of the point then, with its unit
  std::string by;          ///< who acknowledged
  bool told = true;        ///< the latest change is with the events
  bool operator==(const alarm_record&) const = default;
};

std::string to_record(const operation_record& record);
std::string to_record(const output_record& record);
std::string to_record(const alarm_record& record);
std::string move_record(std::string_view point, std::string_view instance, std::string_view key,
                        const point::value& value, std::int64_t wall_ms);

/// nullopt: not a record of this form.
std::optional<operation_record> operation_from(std::string_view record);
std::optional<output_record> output_from(std::string_view record);
std::optional<alarm_record> alarm_from(std::string_view record);

boost::json::value to_json(const point::value& value);
point::value value_from_json(const boost::json::value& value);

}  // namespace watchpost::engine
