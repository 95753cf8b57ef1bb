#include "listing.h"

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

std::optional<std::vector<unique_id>> parse_unique_ids(std::string_view body) {
  std::vector<unique_id> all;
  while (!body.empty()) {
    auto one = parse_unique_id(next_line(body));
    if (!one) return std::nullopt;
    all.push_back(std::move(*one));
  }
  const auto less = [](const unique_id& a, const unique_id& b) { return a.number < b.number; };
  const auto same = [](const unique_id& a, const unique_id& b) { return a.number == b.number; };
  if (!std::is_sorted(all.begin(), all.end(), less)) std::sort(all.begin(), all.end(), less);
  if (std::adjacent_find(all.begin(), all.end(), same) != all.end()) return std::nullopt;
  std::unordered_map<std::string_view, std::uint32_t> seen;
  seen.reserve(all.size());
  for (auto& one : all) one.copy = seen[one.id]++;
  return all;
}

}  // namespace watchpost::mail::pop3
