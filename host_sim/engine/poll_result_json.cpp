#include "engine/poll_result_json.h"

#include "engine/json_text.h"
#include "engine/time_text.h"

#include <boost/json.hpp>

#include <cmath>

namespace watchpost::engine {
namespace json = boost::json;
namespace {

json::value number(double value) { return std::isfinite(value) ? json::value(value) : json::value(nullptr); }

double number_from(const json::object& from, std::string_view key) {
  const auto* at = from.if_contains(key);
  return at != nullptr && at->is_number() ? at->to_number<double>() : no_limit;
}

}  // namespace

json::array readings_to_json(const std::vector<reading>& readings) {
  json::array out;
  for (const auto& r : readings) {
    json::object one{{"metric", r.metric}, {"value", number(r.value)}, {"unit", r.unit}};
    if (std::isfinite(r.warning)) one["warning"] = r.warning;
    if (std::isfinite(r.critical)) one["critical"] = r.critical;
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<reading> readings_from_json(const json::value& from) {
  std::vector<reading> out;
  if (const auto* list = from.if_array()) {
    for (const auto& entry : *list) {
      const auto* one = entry.if_object();
      if (one == nullptr) continue;
      out.push_back({text_at(*one, "metric"), number_from(*one, "value"), number_from(*one, "warning"),
                     number_from(*one, "critical"), text_at(*one, "unit")});
    }
  }
  return out;
}

json::object facts_to_json(const std::vector<fact>& facts) {
  json::object out;
  for (const auto& f : facts) out[f.key] = f.value;
  return out;
}

std::vector<fact> facts_from_json(const json::value& from) {
  std::vector<fact> out;
  if (const auto* object = from.if_object()) {
    for (const auto& [key, value] : *object) {
      if (value.is_string()) out.push_back({std::string(key), std::string(value.get_string())});
    }
  }
  return out;
}

json::object error_to_json(const abi::error& why) {
  return {{"status", abi::status_name(why.status)},
          {"status_code", why.status},
          {"domain", why.domain},
          {"code", why.code},
          {"text", why.text},
          {"key", why.key}};
}

std::optional<abi::error> error_from_json(const json::value& from) {
  const auto* one = from.if_object();
  if (one == nullptr) return std::nullopt;
  return abi::error{.status = static_cast<wp_status>(integer_at(*one, "status_code")),
                    .domain = text_at(*one, "domain"),
                    .code = integer_at(*one, "code"),
                    .text = text_at(*one, "text"),
                    .key = text_at(*one, "key")};
}

json::object to_json(const poll_result& found) {
  json::object out{{"state", name(found.state)},
                   {"verdict", found.verdict},
                   {"summary", found.summary},
                   {"readings", readings_to_json(found.readings)},
                   {"facts", facts_to_json(found.facts)},
                   {"error", nullptr}};
  if (found.error) out["error"] = error_to_json(*found.error);
  if (found.times.finished_wall != 0) {
    out["due"] = utc_text(found.times.due_wall);
    out["started"] = utc_text(found.times.started_wall);
    out["finished"] = utc_text(found.times.finished_wall);
    out["took_ms"] = found.times.took_ms();
  }
  if (found.rerun_in_ms != 0) out["rerun_in_ms"] = found.rerun_in_ms;
  return out;
}

}  // namespace watchpost::engine
