// The small texts of IMAP: sets of numbers, and dates (RFC 3501 section 9). Pure.
#pragma once

#include "mail/text/number.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

// Sets of message numbers or UIDs: "3:5,9" (RFC 3501 section 9, sequence-set).

struct number_range {
  std::uint32_t first = 0, last = 0;  // first <= last, both included, never 0
  bool operator==(const number_range&) const = default;
};

// A set as servers give it (no '*').
std::optional<std::vector<number_range>> parse_set(std::string_view text);

// The numbers (ascending, distinct) as sets of at most `max_bytes` each; only these numbers are covered.
std::vector<std::string> to_sets(std::span<const std::uint32_t> numbers, std::size_t max_bytes);

// Makes them ascending and distinct.
void make_distinct(std::vector<std::uint32_t>& numbers);

// INTERNALDATE: "17-Jul-1996 02:44:25 -0700" (RFC 3501 section 9, date-time).

// Seconds since 1970-01-01T00:00Z. The day may have one digit, with or without a blank before it.
std::optional<std::int64_t> parse_internal_date(std::string_view text);

}  // namespace watchpost::mail::imap
