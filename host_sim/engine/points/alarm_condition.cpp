#include "engine/points/alarm_condition.h"

#include <watchpost/cpp/point_text.hpp>

#include <optional>

namespace watchpost::engine {
namespace {

std::optional<double> number(const point::value& v) {
  if (const auto* d = std::get_if<double>(&v)) return *d;
  if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
  return std::nullopt;
}

std::string limit_text(const point_spec& spec, double limit) {
  const auto& unit = spec.what.unit;
  return point::detail::fixed(limit, spec.what.kind == point::kind::analog ? spec.what.decimals : 0) +
         (unit.empty() ? "" : " " + unit);
}

}  // namespace

bool in_alarm(const point_spec& spec, const point::value& now, bool active) {
  if (const auto* on = std::get_if<bool>(&now)) return *on == spec.alarm.when;
  const auto n = number(now);
  if (!n) return false;
  const double slack = active ? spec.alarm.hysteresis : 0;
  // A comparison with NaN is false: no limit, no alarm.
  return *n > spec.alarm.high - slack || *n < spec.alarm.low + slack;
}

std::string alarm_text(const point_spec& spec, const point::value& now) {
  std::string out = spec.what.title + " is " + point::to_text(spec.what, now) + ": " +
                    (spec.alarm.text.empty() ? "alarm" : spec.alarm.text);
  const auto n = number(now);
  if (!n) return out;
  if (*n > spec.alarm.high) return out + " (above " + limit_text(spec, spec.alarm.high) + ")";
  if (*n < spec.alarm.low) return out + " (below " + limit_text(spec, spec.alarm.low) + ")";
  return out;
}

}  // namespace watchpost::engine
