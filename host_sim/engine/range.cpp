#include "engine/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace watchpost::engine {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Unknown is no worse or better than others: it stays.
bool milder(health a, health b) {
  if (a == health::unknown || a == b) return false;
  return a != health::critical;
}

}  // namespace

std::optional<range> parse_range(std::string_view text) {
  range out;
  out.text = text;
  if (text.starts_with('@')) {
    out.inside = true;
    text.remove_prefix(1);
  }
  const auto colon = text.find(':');
  auto high = text;
  if (colon != std::string_view::npos) {
    const auto low = text.substr(0, colon);
    high = text.substr(colon + 1);
    if (low == "~") {
      out.low = -std::numeric_limits<double>::infinity();
    } else if (const auto value = number(low)) {
      out.low = *value;
    } else {
      return std::nullopt;
    }
  }
  if (colon == std::string_view::npos || !high.empty()) {
    const auto value = number(high);
    if (!value) return std::nullopt;
    out.high = *value;
  }
  if (out.low > out.high) return std::nullopt;
  return out;
}

void apply(const threshold& set, poll_result& found) {
  const auto at = std::find_if(found.readings.begin(), found.readings.end(),
                               [&](const reading& r) { return r.metric == set.metric; });
  if (at == found.readings.end() || !std::isfinite(at->value)) return;
  const bool warning = set.becomes == health::warning;
  (warning ? at->warning_range : at->critical_range) = set.limit.text;
  if (!set.limit.alerts(at->value)) return;
  found.summary += fmt::format("; {} is {:.3g}{}, and {} is {}", set.metric, at->value, at->unit,
                               warning ? "--warning" : "--critical", set.limit.text);
  if (milder(found.state, set.becomes)) found.state = set.becomes;
}

}  // namespace watchpost::engine
