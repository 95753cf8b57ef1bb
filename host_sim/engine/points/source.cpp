#include "engine/points/source.h"

#include <watchpost/cpp/point_text.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

namespace watchpost::engine {
namespace {

constexpr std::size_t longest_line = 4096;

// splitmix64: the same noise for every process and machine.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

double noise(const std::string& id, std::int64_t step) {
  std::uint64_t seed = 0;
  for (const char c : id) seed = mix(seed ^ static_cast<unsigned char>(c));
  return static_cast<double>(mix(seed ^ static_cast<std::uint64_t>(step)) >> 11) * 0x1.0p-53;
}

// Part of the period that has passed, from 0 to below 1.
double phase(std::int64_t wall_ms, std::int64_t period_ms) {
  return static_cast<double>(wall_ms % period_ms) / static_cast<double>(period_ms);
}

}  // namespace

point::value value_of(point::kind kind, double number) {
  constexpr double most = 9.0e18;
  switch (kind) {
    case point::kind::digital: return number != 0;
    case point::kind::analog: return number;
    case point::kind::integer:
      return static_cast<std::int64_t>(std::llround(std::clamp(number, -most, most)));
    case point::kind::counter: return static_cast<std::int64_t>(std::floor(std::clamp(number, 0.0, most)));
    case point::kind::text: break;
  }
  return {};
}

point::value initial_value(const point_spec& spec) {
  if (point::fits(spec.what.kind, spec.source.initial)) return spec.source.initial;
  if (spec.what.kind == point::kind::text) return std::string();
  return value_of(spec.what.kind, 0);
}

point::value source_value(const point_spec& spec, std::int64_t wall_ms) {
  const auto& s = spec.source;
  const double span = s.high - s.low;
  switch (s.how) {
    case point_source::form::constant: return initial_value(spec);
    case point_source::form::toggle:
      return value_of(spec.what.kind, phase(wall_ms, s.period_ms) < 0.5 ? 0 : 1);
    case point_source::form::ramp:
      return value_of(spec.what.kind, s.low + span * phase(wall_ms, s.period_ms));
    case point_source::form::sine:
      return value_of(spec.what.kind,
                      s.low + span * (1 + std::sin(2 * std::numbers::pi * phase(wall_ms, s.period_ms))) / 2);
    case point_source::form::noise:
      return value_of(spec.what.kind, s.low + span * noise(spec.what.id, wall_ms / s.period_ms));
    case point_source::form::file:
    case point_source::form::follow: break;
  }
  return {};
}

point::sample file_value(const point_spec& spec, std::int64_t wall_ms) {
  point::sample out;
  out.at_ms = wall_ms;
  std::error_code bad;
  if (!std::filesystem::is_regular_file(spec.source.path, bad)) return out;  // a pipe would block
  std::ifstream file(spec.source.path, std::ios::binary);
  std::array<char, longest_line> line{};
  file.read(line.data(), line.size());
  std::string_view text(line.data(), static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  text = text.substr(0, text.find_first_of("\r\n"));
  auto value = point::parse(spec.what, text);
  if (!value || text.empty()) return out;
  out.value = std::move(*value);
  out.quality = point::quality::good;
  return out;
}

}  // namespace watchpost::engine
