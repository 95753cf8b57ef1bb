#include "imap_set.h"

#include "text.h"

namespace watchpost::sandbox {
namespace {

constexpr std::size_t most_ranges = 4000;

std::optional<std::uint32_t> parse_end(std::string_view text) {
  if (text == "*") return 0;
  const auto n = parse_number(text);
  return n && *n != 0 ? n : std::nullopt;
}

}  // namespace

std::optional<imap_set> imap_set::parse(std::string_view text) {
  imap_set set;
  if (text == "$") {
    set.saved = true;
    return set;
  }
  while (set.ranges.size() < most_ranges) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto colon = part.find(':');
    const auto first = parse_end(part.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : parse_end(part.substr(colon + 1));
    if (!first || !last) return std::nullopt;
    set.ranges.emplace_back(*first, *last);
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

bool imap_set::contains(std::uint32_t n, std::uint32_t star) const {
  for (auto [first, last] : ranges) {
    if (first == 0) first = star;
    if (last == 0) last = star;
    if (first > last) std::swap(first, last);
    if (n >= first && n <= last) return true;
  }
  return false;
}

std::string set_text(std::span<const std::uint32_t> numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (!out.empty()) out += ',';
    out += std::to_string(numbers[i]);
    if (end - i > 1) out += ':' + std::to_string(numbers[end - 1]);
    i = end;
  }
  return out;
}

}  // namespace watchpost::sandbox
