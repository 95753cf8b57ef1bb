#include "engine/poll_result.h"

#include "engine/text.h"

#include <algorithm>
#include <array>

namespace watchpost::engine {
namespace {

constexpr std::array<std::string_view, 5> names{"UNKNOWN", "OK", "WARNING", "CRITICAL", "PENDING"};

// Enough for any plugin; keeps one that runs wild out of the history.
constexpr std::size_t most_readings = 256;
constexpr std::size_t most_facts = 256;

const char* unit_of(const wp_type* type, std::string_view metric) {
  if (type == nullptr || !WP_HAS(type, metrics) || type->metrics == nullptr) return "";
  for (auto m = type->metrics; *m != nullptr; ++m) {
    if ((*m)->key != nullptr && metric == (*m)->key) return (*m)->unit == nullptr ? "" : (*m)->unit;
  }
  return "";
}

}  // namespace

std::string_view name(health state) { return names[static_cast<std::size_t>(state)]; }

std::optional<health> health_from(std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<health>(found - names.begin());
}

int exit_code(health state) {
  switch (state) {
    case health::ok:
    case health::pending: return 0;
    case health::warning: return 1;
    case health::critical: return 2;
    case health::unknown: break;
  }
  return 3;
}

const reading* poll_result::find_reading(std::string_view metric) const {
  const auto found =
      std::find_if(readings.begin(), readings.end(), [&](const reading& r) { return r.metric == metric; });
  return found == readings.end() ? nullptr : &*found;
}

const std::string* poll_result::find_fact(std::string_view key) const {
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const fact& f) { return f.key == key; });
  return found == facts.end() ? nullptr : &found->value;
}

poll_result from_abi(const abi::result& result, const wp_type* type) {
  poll_result out;
  out.state = static_cast<health>(result.state);
  out.verdict = one_line(result.verdict, 64);
  out.summary = one_line(result.summary);
  for (const auto& r : result.readings) {
    if (out.readings.size() == most_readings) break;
    out.readings.push_back(
        {one_line(r.metric, 128), r.value, r.warning, r.critical, unit_of(type, r.metric)});
  }
  for (const auto& f : result.facts) {
    if (out.facts.size() == most_facts) break;
    out.facts.push_back({one_line(f.key, 128), one_line(f.value)});
  }
  for (const auto& d : result.documents)
    out.documents.push_back({d.name, one_line(d.media_type, 128), d.content});
  out.rerun_in_ms = std::max<std::int64_t>(0, result.rerun.count());
  return out;
}

poll_result failed(abi::error why) {
  poll_result out;
  out.verdict = why.status == WP_E_TIMEOUT ? "timeout" : why.status == WP_E_CANCELLED ? "cancelled" : "error";
  out.summary = to_text(why);
  out.error = std::move(why);
  return out;
}

}  // namespace watchpost::engine
