#include "number_set.h"

#include <charconv>
#include <utility>

namespace watchpost::mail::imap {

std::optional<std::uint32_t> to_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<std::vector<number_range>> parse_set(std::string_view text) {
  std::vector<number_range> ranges;
  while (true) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto colon = part.find(':');
    auto first = to_number(part.substr(0, colon));
    auto last = colon == part.npos ? first : to_number(part.substr(colon + 1));
    if (!first || !last || *first == 0 || *last == 0) return std::nullopt;
    if (*first > *last) std::swap(*first, *last);
    ranges.push_back({*first, *last});
    if (comma == text.npos) return ranges;
    text.remove_prefix(comma + 1);
  }
}

std::vector<std::string> to_sets(std::span<const std::uint32_t> numbers, std::size_t max_bytes) {
  std::vector<std::string> sets;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    std::string range = std::to_string(numbers[i]);
    if (end - i > 1) range += ':' + std::to_string(numbers[end - 1]);
    if (!sets.empty() && sets.back().size() + 1 + range.size() <= max_bytes)
      sets.back() += ',' + range;
    else
      sets.push_back(std::move(range));
    i = end;
  }
  return sets;
}

}  // namespace watchpost::mail::imap
