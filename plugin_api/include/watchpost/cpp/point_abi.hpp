// watchpost/cpp/point_abi.hpp - the values of point_values.hpp to and from the structs of service/points.h.
//
//   point::sample copy(const point::sample& sample) {
//     const wp_sample abi = point::to_abi(sample);  // borrows the texts of `sample`
//     return point::from_abi(abi);                  // copies
//   }
//
// to_abi() borrows: what it returns is valid as long as the value, and never throws. from_abi() copies and
// may throw std::bad_alloc. What comes in from the other side may be anything: unknown numbers become the
// harmless value, but for a refusal, whose number is kept and has the name "".
#pragma once

#include <watchpost/cpp/point_values.hpp>
#include <watchpost/cpp/text.hpp>

namespace watchpost::point {

inline wp_value to_abi(const value& v) noexcept {
  wp_value out{};
  out.type = static_cast<std::uint32_t>(v.index());
  if (const auto* b = std::get_if<bool>(&v)) out.boolean = *b ? 1 : 0;
  if (const auto* i = std::get_if<std::int64_t>(&v)) out.integer = *i;
  if (const auto* d = std::get_if<double>(&v)) out.number = *d;
  if (const auto* t = std::get_if<std::string>(&v)) out.text = abi::to_abi(*t);
  return out;
}

/// A type that this side does not know is no value.
inline value from_abi(const wp_value& v) {
  switch (v.type) {
    case WP_VALUE_BOOL: return v.boolean != 0;
    case WP_VALUE_INTEGER: return v.integer;
    case WP_VALUE_NUMBER: return v.number;
    case WP_VALUE_TEXT: return std::string(abi::view(v.text));
    default: return {};
  }
}

inline wp_sample to_abi(const sample& s) noexcept {
  return {to_abi(s.value), static_cast<std::uint32_t>(s.quality), static_cast<std::uint32_t>(s.alarm),
          s.at_ms, s.occurrence};
}

/// Unknown qualities are bad, unknown alarms active.
inline sample from_abi(const wp_sample& s) {
  return {from_abi(s.value), s.quality <= WP_QUALITY_GOOD ? static_cast<quality>(s.quality) : quality::bad,
          s.alarm <= WP_ALARM_ACKNOWLEDGED ? static_cast<alarm>(s.alarm) : alarm::active, s.at_ms,
          s.occurrence};
}

inline wp_point to_abi(const info& i) noexcept {
  const std::uint32_t flags = (i.output ? WP_POINT_OUTPUT : 0u) | (i.operable ? WP_POINT_OPERABLE : 0u) |
                              (i.alarms ? WP_POINT_ALARMS : 0u) | (i.confirmed ? WP_POINT_CONFIRMED : 0u) |
                              (i.two_persons ? WP_POINT_TWO_PERSONS : 0u);
  return {sizeof(wp_point),
          static_cast<std::uint32_t>(i.kind),
          flags,
          i.decimals,
          abi::to_abi(i.id),
          abi::to_abi(i.title),
          abi::to_abi(i.unit),
          abi::to_abi(i.on_word),
          abi::to_abi(i.off_word),
          i.min,
          i.max};
}

/// nullopt: a kind that this side does not know. A title and words that are missing get their defaults.
inline std::optional<info> from_abi(const wp_point& p) {
  if (!WP_HAS(&p, max) || p.kind < WP_POINT_DIGITAL || p.kind > WP_POINT_TEXT) return std::nullopt;
  const auto or_else = [](wp_str text, std::string_view otherwise) {
    return std::string(text.len != 0 ? abi::view(text) : otherwise);
  };
  info out;
  out.id = abi::view(p.id);
  out.title = or_else(p.title, out.id);
  out.kind = static_cast<kind>(p.kind);
  out.output = (p.flags & WP_POINT_OUTPUT) != 0;
  out.operable = (p.flags & WP_POINT_OPERABLE) != 0;
  out.alarms = (p.flags & WP_POINT_ALARMS) != 0;
  out.confirmed = (p.flags & WP_POINT_CONFIRMED) != 0;
  out.two_persons = (p.flags & WP_POINT_TWO_PERSONS) != 0;
  out.decimals = p.decimals;
  out.unit = abi::view(p.unit);
  out.on_word = or_else(p.on_word, "on");
  out.off_word = or_else(p.off_word, "off");
  out.min = p.min;
  out.max = p.max;
  return out;
}

inline wp_origin to_abi(const origin& o) noexcept {
  return {sizeof(wp_origin),        0,
          abi::to_abi(o.channel),   abi::to_abi(o.principal),
          abi::to_abi(o.assurance), abi::to_abi(o.message_id),
          abi::to_abi(o.second)};
}

inline origin from_abi(const wp_origin& o) {
  origin out;
  if (WP_HAS(&o, channel)) out.channel = abi::view(o.channel);
  if (WP_HAS(&o, principal)) out.principal = abi::view(o.principal);
  if (WP_HAS(&o, assurance)) out.assurance = abi::view(o.assurance);
  if (WP_HAS(&o, message_id)) out.message_id = abi::view(o.message_id);
  if (WP_HAS(&o, second)) out.second = abi::view(o.second);
  return out;
}

inline wp_operated to_abi(const operated& o) noexcept {
  return {sizeof(wp_operated),
          static_cast<std::uint32_t>(o.result),
          static_cast<std::uint32_t>(o.refusal),
          o.duplicate ? WP_OPERATED_DUPLICATE : 0u,
          abi::to_abi(o.text),
          abi::to_abi(o.readback),
          to_abi(o.asked),
          to_abi(o.before),
          to_abi(o.after),
          o.accepted_ms,
          o.finished_ms};
}

/// A result of a word that this side does not know is "unknown": nobody may conclude anything from it.
inline operated from_abi(const wp_operated& o) {
  operated out;
  if (!WP_HAS(&o, finished_ms)) return out;
  if (o.outcome >= WP_OPERATED_DONE && o.outcome <= WP_OPERATED_NEVER)
    out.result = static_cast<result>(o.outcome);
  out.refusal = static_cast<refusal>(o.refusal);
  out.duplicate = (o.flags & WP_OPERATED_DUPLICATE) != 0;
  out.text = abi::view(o.text);
  out.readback = abi::view(o.readback);
  out.asked = from_abi(o.asked);
  out.before = from_abi(o.before);
  out.after = from_abi(o.after);
  out.accepted_ms = o.accepted_ms;
  out.finished_ms = o.finished_ms;
  return out;
}

}  // namespace watchpost::point
