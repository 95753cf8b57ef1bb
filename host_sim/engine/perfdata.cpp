#include "engine/perfdata.h"

#include "engine/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace watchpost::engine {
namespace {

constexpr std::array<std::string_view, 11> known_units{"s",  "ms", "us", "%", "B", "KB",
                                                       "MB", "GB", "TB", "c", ""};

std::string number_text(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value + 0.0);
  auto text = fmt::format("{:.6f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  return text.back() == '.' ? text + "0" : text;
}

std::string label(const std::string& metric) {
  std::string out = "'";
  for (const char c : metric) {
    if (c == '\'') out += '\'';
    out += c == '=' ? '_' : c;
  }
  return out + "'";
}

}  // namespace

std::string perfdata(const reading& value) {
  if (!std::isfinite(value.value)) return {};
  const bool known = std::find(known_units.begin(), known_units.end(), value.unit) != known_units.end();
  const bool below =
      std::isfinite(value.warning) && std::isfinite(value.critical) && value.critical < value.warning;
  const auto limit = [&](double at) {
    return std::isfinite(at) ? number_text(at) + (below ? ":" : "") : std::string{};
  };
  auto out = label(value.metric) + "=" + number_text(value.value) + (known ? value.unit : "");
  const auto range = [&](const std::string& given, double at) { return given.empty() ? limit(at) : given; };
  auto limits =
      ";" + range(value.warning_range, value.warning) + ";" + range(value.critical_range, value.critical);
  if (value.unit == "s" || value.unit == "ms" || value.unit == "us") limits += ";0";
  limits.erase(limits.find_last_not_of(';') + 1);
  return out + limits;
}

std::string perfdata(std::span<const reading> values) {
  std::string out;
  for (const auto& value : values) {
    const auto one = perfdata(value);
    if (!one.empty()) out += (out.empty() ? "" : " ") + one;
  }
  return out;
}

std::string status_line(std::string_view type_id, const poll_result& found) {
  std::string out(type_id);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  out += " " + std::string(name(found.state)) + " - ";
  auto summary = one_line(found.summary.empty() ? found.verdict : found.summary);
  std::replace(summary.begin(), summary.end(), '|', '/');
  out += summary;
  const auto data = perfdata(found.readings);
  return data.empty() ? out : out + " | " + data;
}

}  // namespace watchpost::engine
