// Small pure helpers for the text of mail protocols. ASCII case rules, no locale.
//
//   if (iequals(verb, "ehlo")) ...
//   glob_match("*@sandbox.test", "Probe@Sandbox.test")  // true
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::sandbox {

char lower(char c);
std::string lower(std::string_view s);
std::string upper(std::string_view s);
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view s, std::string_view prefix);
bool icontains(std::string_view s, std::string_view part);
std::string_view trim(std::string_view s);  // spaces and tabs

// The text before the first space; `rest` becomes what follows it.
std::string_view take_word(std::string_view& rest);

// Whole text as a decimal number; nothing when it is empty, has another character or does not fit.
std::optional<std::uint32_t> parse_number(std::string_view s);

// `*` stands for any run of characters. Ignores case.
bool glob_match(std::string_view pattern, std::string_view text);

using wall_time = std::chrono::system_clock::time_point;
std::string rfc5322_date(wall_time t);  // "Sun, 22 Nov 2026 01:02:03 +0000"
std::string imap_date(wall_time t);     // "22-Nov-2026 01:02:03 +0000", RFC 9051 date-time
// RFC 9051 date, quotes removed: days since 1970-01-01.
std::optional<std::int64_t> parse_imap_day(std::string_view s);
std::int64_t day_of(wall_time t);

}  // namespace watchpost::sandbox
