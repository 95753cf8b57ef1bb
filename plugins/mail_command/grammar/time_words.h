// Durations and times of day in words, folded: "10m", "1h30m", "90 seconds", "10分間", "18:30", "午後6時半",
// "tomorrow 7:00", "2026-11-26 07:00".
#pragma once

#include "when.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace watchpost::mail_command::grammar {

// From 1 s to most_days.
std::optional<std::chrono::milliseconds> read_duration(std::string_view folded);

std::optional<time_of_day> read_time(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
