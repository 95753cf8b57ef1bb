#include "listing.h"

#include "../message/ascii.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::size_t max_id = 255;

std::string_view next_word(std::string_view& rest) {
  const auto begin = std::min(rest.find_first_not_of(' '), rest.size());
  const auto end = std::min(rest.find(' ', begin), rest.size());
  const auto word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

template <class Number>
bool read(std::string_view word, Number& into) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), into);
  return !word.empty() && error == std::errc{} && end == word.data() + word.size();
}

}  // namespace

std::optional<unique_id> parse_unique_id(std::string_view line) {
  unique_id found;
  if (!read(next_word(line), found.number) || found.number == 0) return std::nullopt;
  const auto id = next_word(line);
  const auto fits = [](char c) { return c > ' ' && c < 0x7F; };
  if (id.empty() || id.size() > max_id || !std::all_of(id.begin(), id.end(), fits)) return std::nullopt;
  if (!next_word(line).empty()) return std::nullopt;
  found.id = id;
  return found;
}

std::optional<scan> parse_scan(std::string_view line) {
  scan found;
  if (!read(next_word(line), found.number) || found.number == 0) return std::nullopt;
  if (!read(next_word(line), found.octets)) return std::nullopt;
  return found;
}

std::string_view next_line(std::string_view& listing) {
  const auto end = std::min(listing.find('\n'), listing.size());
  auto line = listing.substr(0, end);
  listing.remove_prefix(std::min(end + 1, listing.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void count_copies(std::vector<unique_id>& listing) {
  std::unordered_map<std::string_view, std::uint32_t> seen;
  seen.reserve(listing.size());
  for (auto& one : listing) one.copy = seen[one.id]++;
}

std::optional<unique_ids> parse_unique_ids(std::string_view body) {
  unique_ids all;
  while (!body.empty()) {
    const auto line = next_line(body);
    if (line.empty() || !ascii::is_digit(line.front())) return std::nullopt;
    if (auto one = parse_unique_id(line))
      all.found.push_back(std::move(*one));
    else
      ++all.without;
  }
  const auto less = [](const unique_id& a, const unique_id& b) { return a.number < b.number; };
  const auto same = [](const unique_id& a, const unique_id& b) { return a.number == b.number; };
  if (!std::is_sorted(all.found.begin(), all.found.end(), less))
    std::sort(all.found.begin(), all.found.end(), less);
  if (std::adjacent_find(all.found.begin(), all.found.end(), same) != all.found.end()) return std::nullopt;
  count_copies(all.found);
  return all;
}

std::optional<std::vector<std::uint32_t>> parse_scans(std::string_view body) {
  std::vector<std::uint32_t> numbers;
  while (!body.empty()) {
    const auto one = parse_scan(next_line(body));
    if (!one) return std::nullopt;
    numbers.push_back(one->number);
  }
  std::sort(numbers.begin(), numbers.end());
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) return std::nullopt;
  return numbers;
}

}  // namespace watchpost::mail::pop3
