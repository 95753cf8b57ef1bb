// watchpost/cpp/point_values.hpp - the values of wp.points/1 as C++: what a point is, how it is, what came of
// an operation. Shared by plugins and hosts.
//
//   const point::value on = true;  // digital; std::int64_t, double, std::string for the others
//   const point::operation what{.point = "pump1", .value = on, .key = "m1/3"};
//
// point_text.hpp makes texts of them, points.hpp and point_abi.hpp pass them through the ABI.
#pragma once

#include <watchpost/service/points.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace watchpost::point {

/// std::monostate: there is none.
using value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

enum class kind : std::uint32_t {
  digital = WP_POINT_DIGITAL,
  integer = WP_POINT_INTEGER,
  analog = WP_POINT_ANALOG,
  counter = WP_POINT_COUNTER,
  text = WP_POINT_TEXT
};
inline constexpr std::array<std::string_view, 6> kind_names = {"",       "digital", "integer",
                                                               "analog", "counter", "text"};

enum class quality : std::uint32_t {
  bad = WP_QUALITY_BAD,
  uncertain = WP_QUALITY_UNCERTAIN,
  good = WP_QUALITY_GOOD
};
inline constexpr std::array<std::string_view, 3> quality_names = {"bad", "uncertain", "good"};

enum class alarm : std::uint32_t {
  normal = WP_ALARM_NORMAL,
  active = WP_ALARM_ACTIVE,
  acknowledged = WP_ALARM_ACKNOWLEDGED
};
inline constexpr std::array<std::string_view, 3> alarm_names = {"normal", "active", "acknowledged"};

enum class result : std::uint32_t {
  done = WP_OPERATED_DONE,
  would = WP_OPERATED_WOULD,
  refused = WP_OPERATED_REFUSED,
  failed = WP_OPERATED_FAILED,
  unknown = WP_OPERATED_UNKNOWN,
  pending = WP_OPERATED_PENDING,
  never = WP_OPERATED_NEVER
};
inline constexpr std::array<std::string_view, 8> result_names = {"",       "done",    "would",   "refused",
                                                                 "failed", "unknown", "pending", "never"};

enum class refusal : std::uint32_t {
  none = 0,
  no_point = WP_REFUSED_NO_POINT,
  not_operable = WP_REFUSED_NOT_OPERABLE,
  kind = WP_REFUSED_KIND,
  limits = WP_REFUSED_LIMITS,
  too_late = WP_REFUSED_TOO_LATE,
  denied = WP_REFUSED_DENIED,
  unconfirmed = WP_REFUSED_UNCONFIRMED,
  one_person = WP_REFUSED_ONE_PERSON,
  key = WP_REFUSED_KEY,
  busy = WP_REFUSED_BUSY,
  no_alarm = WP_REFUSED_NO_ALARM
};
inline constexpr std::array<std::string_view, 12> refusal_names = {
    "",       "no_point",    "not_operable", "kind", "limits", "too_late",
    "denied", "unconfirmed", "one_person",   "key",  "busy",   "no_alarm"};

/// The name of a value of one of the enums above; "" for one that is not known.
template <std::size_t N, class Enum>
constexpr std::string_view name_in(const std::array<std::string_view, N>& names, Enum e) noexcept {
  const auto index = static_cast<std::size_t>(e);
  return index < N ? names[index] : std::string_view();
}
constexpr std::string_view name(kind k) noexcept { return name_in(kind_names, k); }
constexpr std::string_view name(quality q) noexcept { return name_in(quality_names, q); }
constexpr std::string_view name(alarm a) noexcept { return name_in(alarm_names, a); }
constexpr std::string_view name(result r) noexcept { return name_in(result_names, r); }
constexpr std::string_view name(refusal r) noexcept { return name_in(refusal_names, r); }

/// What a point is.
struct info {
  std::string id;
  std::string title;  ///< for people; never empty
  point::kind kind = kind::digital;
  bool output = false;
  bool operable = false;
  bool alarms = false;       ///< has an alarm condition
  bool confirmed = false;    ///< demands operation::confirmed
  bool two_persons = false;  ///< demands origin::second
  std::uint32_t decimals = 0;
  std::string unit = {};
  std::string on_word = "on";
  std::string off_word = "off";
  double min = std::numeric_limits<double>::quiet_NaN();  ///< NaN: no limit
  double max = std::numeric_limits<double>::quiet_NaN();
  bool operator==(const info&) const = default;
};

/// How a point is.
struct sample {
  point::value value = {};
  point::quality quality = quality::bad;
  point::alarm alarm = alarm::normal;
  std::int64_t at_ms = 0;       ///< wall
  std::int64_t occurrence = 0;  ///< number of the latest alarm, from 1
  bool operator==(const sample&) const = default;
};

/// On whose behalf.
struct origin {
  std::string channel = {};  ///< "mail"
  std::string principal = {};
  std::string assurance = {};
  std::string message_id = {};
  std::string second = {};  ///< another principal who agreed
  bool operator==(const origin&) const = default;
};

struct operation {
  std::string point;
  point::value value = {};
  std::string key;
  std::int64_t not_after_ms = 0;  ///< wall; 0: no limit
  bool dry_run = false;
  bool confirmed = false;
  point::origin origin = {};
};

struct acknowledgement {
  std::string point;
  std::int64_t occurrence = 0;  ///< 0: the one that is active
  point::origin origin = {};
};

/// What came of an operation or an acknowledgement.
struct operated {
  point::result result = result::unknown;
  point::refusal refusal = refusal::none;
  bool duplicate = false;
  std::string text = {};
  std::string readback = {};  ///< the point that `after` was read from
  point::value asked = {};
  sample before = {};
  sample after = {};
  std::int64_t accepted_ms = 0;
  std::int64_t finished_ms = 0;
  bool operator==(const operated&) const = default;
};

/// Whether a value is of the type that a point of this kind has.
constexpr bool fits(kind k, const value& v) noexcept {
  switch (k) {
    case kind::digital: return std::holds_alternative<bool>(v);
    case kind::integer:
    case kind::counter: return std::holds_alternative<std::int64_t>(v);
    case kind::analog: return std::holds_alternative<double>(v);
    case kind::text: return std::holds_alternative<std::string>(v);
  }
  return false;
}

}  // namespace watchpost::point
