// Sets of message numbers or UIDs: "3:5,9" (RFC 3501 section 9, sequence-set).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

struct number_range {
  std::uint32_t first = 0, last = 0;  // first <= last, both included, never 0
  bool operator==(const number_range&) const = default;
};

// A decimal number of at most 32 bits; nothing else around it.
std::optional<std::uint32_t> to_number(std::string_view text);

// A set as servers give it (no '*').
std::optional<std::vector<number_range>> parse_set(std::string_view text);

// The numbers (ascending, distinct) as sets of at most `max_bytes` each; only these numbers are covered.
std::vector<std::string> to_sets(std::span<const std::uint32_t> numbers, std::size_t max_bytes);

}  // namespace watchpost::mail::imap
