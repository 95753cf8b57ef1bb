// watchpost/cpp/point_values.hpp - the values of wp.points/1 as C++: what a point is, how it is, what came of
// an operation. Shared by plugins and hosts.
//
//   const point::value on = true;  // digital; std::int64_t, double, std::string for the others
//   const point::operation what{.point = "pump1", .value = on, .key = "m1/3"};
//
// Plain values that own what they hold: may be copied, kept and moved to any thread. Limits of length stand
// in service/points.h, and the host checks them.
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

/// std::monostate: there is none. The index is the WP_VALUE_* of the type.
using value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// What type of value a point has; see fits().
enum class kind : std::uint32_t {
  digital = WP_POINT_DIGITAL,
  integer = WP_POINT_INTEGER,
  analog = WP_POINT_ANALOG,
  counter = WP_POINT_COUNTER,
  text = WP_POINT_TEXT
};
/// These and the names below stand at the index of their number; "": there is no such number.
inline constexpr std::array<std::string_view, 6> kind_names = {"",       "digital", "integer",
                                                               "analog", "counter", "text"};

/// bad: no value can be had, or a wrong one. uncertain: stale, or not confirmed by the device.
enum class quality : std::uint32_t {
  bad = WP_QUALITY_BAD,
  uncertain = WP_QUALITY_UNCERTAIN,
  good = WP_QUALITY_GOOD
};
inline constexpr std::array<std::string_view, 3> quality_names = {"bad", "uncertain", "good"};

/// acknowledged: still active, and a person has taken note.
enum class alarm : std::uint32_t {
  normal = WP_ALARM_NORMAL,
  active = WP_ALARM_ACTIVE,
  acknowledged = WP_ALARM_ACKNOWLEDGED
};
inline constexpr std::array<std::string_view, 3> alarm_names = {"normal", "active", "acknowledged"};

/// What came of a request. done and would: nothing spoke against it. refused: nothing moved, the key is free.
/// failed: accepted, but the point did not follow. unknown: whether it moved is not known. pending, never: of
/// outcome_of().
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

/// Why nothing moved; none: not refused. The words are those of WP_REFUSED_*.
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

/// On whose behalf. The host writes it down; only `second` counts for its decision.
struct origin {
  std::string channel = {};     ///< "mail"
  std::string principal = {};   ///< who: "tanaka@example.jp"
  std::string assurance = {};   ///< how surely, in the channel's words: "address totp"
  std::string message_id = {};  ///< of the request; empty: none
  std::string second = {};      ///< another principal who agreed
  bool operator==(const origin&) const = default;
};

/// A value for an output.
struct operation {
  std::string point;  ///< its id
  point::value value = {};
  std::string key;                ///< of the caller's choice, 1 to WP_POINT_KEY_MAX bytes
  std::int64_t not_after_ms = 0;  ///< wall; refused later than that, also while it waits; 0: no limit
  bool dry_run = false;           ///< all checks, nothing moves, no key is kept
  bool confirmed = false;         ///< the principal confirmed this very operation
  point::origin origin = {};
};

/// Somebody has taken note of an alarm.
struct acknowledgement {
  std::string point;
  std::int64_t occurrence = 0;  ///< the sample's that is meant; 0: the one that is active
  point::origin origin = {};
};

/// What came of an operation or an acknowledgement.
struct operated {
  point::result result = result::unknown;
  point::refusal refusal = refusal::none;
  bool duplicate = false;     ///< recorded by an earlier call with this key
  std::string text = {};      ///< why, in one line; empty: nothing to add
  std::string readback = {};  ///< the point that `after` was read from
  point::value asked = {};
  sample before = {};            ///< when it was accepted or refused; bad and no value: not known
  sample after = {};             ///< read back afterwards
  std::int64_t accepted_ms = 0;  ///< wall; 0: it was not
  std::int64_t finished_ms = 0;  ///< wall; 0: it is not
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
