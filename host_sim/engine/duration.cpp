#include "engine/duration.h"

#include <watchpost/cpp/values.hpp>

#include <fmt/format.h>

#include <array>

namespace watchpost::engine {
namespace {

struct unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const auto parsed = values::parse_duration(text);
  if (!parsed) return std::nullopt;
  return parsed->count();
}

std::string duration_text(std::int64_t ms) {
  if (ms <= 0) return "0";
  std::string out;
  for (const auto& u : units) {
    if (ms >= u.ms) out += std::to_string(ms / u.ms) + std::string(u.name), ms %= u.ms;
  }
  return out;
}

std::string short_duration(std::int64_t ms) {
  if (ms < 0) ms = 0;
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
  const auto s = ms / 1000;
  if (s < 3600) return fmt::format("{}m {:02}s", s / 60, s % 60);
  if (s < 86'400) return fmt::format("{}h {:02}m", s / 3600, s / 60 % 60);
  return fmt::format("{}d {}h", s / 86'400, s / 3600 % 24);
}

}  // namespace watchpost::engine
