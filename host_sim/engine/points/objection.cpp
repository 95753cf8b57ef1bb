#include "engine/points/objection.h"

#include "engine/text.h"
#include "engine/time_text.h"

#include <watchpost/cpp/point_text.hpp>

#include <cmath>

namespace watchpost::engine {
namespace {

std::string type_words(point::kind kind) {
  switch (kind) {
    case point::kind::digital: return "on or off";
    case point::kind::integer:
    case point::kind::counter: return "a whole number";
    case point::kind::analog: return "a number";
    case point::kind::text: return "a text";
  }
  return "another value";
}

std::optional<std::string> outside(const point::operation& operation, const point_spec& spec) {
  if (const auto* text = std::get_if<std::string>(&operation.value)) {
    if (text->size() > WP_POINT_TEXT_MAX)
      return "the text is longer than " + std::to_string(WP_POINT_TEXT_MAX) + " bytes";
    if (one_line(*text) != *text) return "the text must be one line of UTF-8 without control characters";
    return std::nullopt;
  }
  double number = 0;
  if (const auto* i = std::get_if<std::int64_t>(&operation.value)) number = static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&operation.value)) number = *d;
  if (!std::isfinite(number)) return "the value must be a finite number";
  const auto& [min, max] = std::pair(spec.what.min, spec.what.max);
  const auto shown = [&](double limit) { return point::to_text(spec.what, limit); };
  const auto given = in_quotes(point::to_text(spec.what, operation.value));
  if (number < min) return given + " is below the least, " + shown(min);
  if (number > max) return given + " is above the most, " + shown(max);
  if (spec.what.kind == point::kind::counter && number < 0) return "a counter is never negative";
  return std::nullopt;
}

bool two_persons(const point::origin& origin) {
  return !origin.principal.empty() && !origin.second.empty() &&
         !values::equal_ignoring_case(values::trim(origin.principal), values::trim(origin.second));
}

}  // namespace

std::optional<objection> objection_to(const point::operation& operation, const point_spec& spec,
                                      const circumstances& now) {
  using point::refusal;
  const auto& id = spec.what.id;
  if (!spec.what.operable) return objection{refusal::not_operable, in_quotes(id) + " can only be read"};
  if (!point::fits(spec.what.kind, operation.value))
    return objection{refusal::kind, in_quotes(id) + " takes " + type_words(spec.what.kind)};
  if (auto why = outside(operation, spec)) return objection{refusal::limits, in_quotes(id) + ": " + *why};
  if (operation.not_after_ms != 0 && now.wall_ms > operation.not_after_ms)
    return objection{refusal::too_late, "it was to be done by " + utc_text(operation.not_after_ms)};
  if (!spec.denied.empty()) return objection{refusal::denied, in_quotes(id) + ": " + spec.denied};
  if (now.interlocked)
    return objection{refusal::denied,
                     in_quotes(id) + ": the interlock " + in_quotes(spec.interlock) + " is on"};
  if (spec.what.confirmed && !operation.confirmed)
    return objection{refusal::unconfirmed, in_quotes(id) + " demands a confirmation"};
  if (spec.what.two_persons && !two_persons(operation.origin))
    return objection{refusal::one_person, in_quotes(id) + " demands two different persons"};
  if (now.moving)
    return objection{refusal::busy, in_quotes(id) + " is moving by another operation; try again in a moment"};
  return std::nullopt;
}

}  // namespace watchpost::engine
