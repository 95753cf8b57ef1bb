// watchpost/cpp/values.hpp - the parsers of setting values: pure functions from text to value.
//
//   #include <cassert>
//
//   int main() {
//     assert(values::parse_duration("1h30m") == std::chrono::minutes(90));
//     assert(values::parse_size("64KiB") == 65536);
//     assert(values::parse_port("submission") == 587);
//     assert(values::parse_bool("maybe") == std::nullopt);
//   }
//
// They never throw, never allocate, take any bytes, and do not trim. What they accept is what param.h
// promises; hosts and plugins share them. address_values.hpp has host names and mail addresses.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#if !defined(_WIN32)
#include <netdb.h>
#include <netinet/in.h>
#endif

namespace watchpost::values {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_alnum(char c) noexcept { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z'); }

/// In ASCII; the locale plays no part here nor anywhere below.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// Without spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// "true", "yes", "on", "1" and their opposites, in any case.
inline std::optional<bool> parse_bool(std::string_view text) noexcept {
  for (std::string_view yes : {"true", "yes", "on", "1"}) {
    if (equal_ignoring_case(text, yes)) return true;
  }
  for (std::string_view no : {"false", "no", "off", "0"}) {
    if (equal_ignoring_case(text, no)) return false;
  }
  return std::nullopt;
}

namespace detail {
/// The whole text as one number of type T, or nothing. No sign but '-', no blank, no rest.
template <class T>
std::optional<T> parse_number(std::string_view text) noexcept {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Takes the digits at the front of `text`.
inline std::optional<std::uint64_t> take_digits(std::string_view& text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  const auto value = parse_number<std::uint64_t>(text.substr(0, n));
  text.remove_prefix(n);
  return value;
}
}  // namespace detail

/// "-12", "0", "42": decimal, without '+' and blanks, within 64 bits.
inline std::optional<std::int64_t> parse_int(std::string_view text) noexcept {
  return detail::parse_number<std::int64_t>(text);
}

/// "0.5", "-3", "1e6"; finite, with a point whatever the locale.
inline std::optional<double> parse_float(std::string_view text) noexcept {
  const auto value = detail::parse_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

/// Whole numbers with the units d, h, m, s, ms, each at most once and in this order; a bare "0" needs none.
inline std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept {
  struct unit {
    std::string_view name;
    std::uint64_t ms;
  };
  static constexpr std::array<unit, 5> units = {
      {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (text == "0") return std::chrono::milliseconds(0);
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  std::size_t next = 0;  // units before this one are used up
  while (!text.empty()) {
    const auto count = detail::take_digits(text);
    if (!count) return std::nullopt;
    const std::size_t letters =
        std::min(text.size(),
                 static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_digit) - text.begin()));
    const std::string_view name = text.substr(0, letters);
    while (next < units.size() && units[next].name != name) ++next;
    if (next == units.size() || *count > (most - total) / units[next].ms) return std::nullopt;
    total += *count * units[next].ms;
    ++next;
    text.remove_prefix(letters);
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(total));
}

/// Bytes: "4096", "4096B", "64KiB", "10MB"; units in any case up to TB and TiB. At most what 63 bits hold.
inline std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
  struct unit {
    std::string_view name;
    std::uint64_t bytes;
  };
  static constexpr std::array<unit, 10> units = {{{"", 1},
                                                  {"B", 1},
                                                  {"kB", 1'000},
                                                  {"MB", 1'000'000},
                                                  {"GB", 1'000'000'000},
                                                  {"TB", 1'000'000'000'000},
                                                  {"KiB", 1ull << 10},
                                                  {"MiB", 1ull << 20},
                                                  {"GiB", 1ull << 30},
                                                  {"TiB", 1ull << 40}}};
  const auto count = detail::take_digits(text);
  if (!count) return std::nullopt;
  for (const unit& u : units) {
    if (!equal_ignoring_case(u.name, text)) continue;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (*count > most / u.bytes) return std::nullopt;
    return *count * u.bytes;
  }
  return std::nullopt;
}

/// 1 to 65535, or the name of a TCP service. The names of mail services are built in, so that they mean the
/// same on every machine and touch no file; any other name is looked up in the machine's services table.
inline std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  struct service {
    std::string_view name;
    std::uint16_t port;
  };
  static constexpr std::array<service, 8> services = {{{"smtp", 25},
                                                       {"submission", 587},
                                                       {"submissions", 465},
                                                       {"smtps", 465},
                                                       {"imap", 143},
                                                       {"imaps", 993},
                                                       {"pop3", 110},
                                                       {"pop3s", 995}}};
  if (!text.empty() && is_digit(text.front())) {
    const auto port = detail::parse_number<std::uint16_t>(text);
    return port && *port != 0 ? port : std::nullopt;
  }
  for (const service& s : services) {
    if (equal_ignoring_case(s.name, text)) return s.port;
  }
#if !defined(_WIN32)
  std::array<char, 64> name{};
  if (text.empty() || text.size() >= name.size()) return std::nullopt;
  for (char c : text) {
    if (!is_alnum(c) && c != '-' && c != '_' && c != '+' && c != '.') return std::nullopt;
  }
  text.copy(name.data(), text.size());
  servent entry{};
  servent* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getservbyname_r(name.data(), "tcp", &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr) {
    const std::uint16_t port = ntohs(static_cast<std::uint16_t>(found->s_port));
    if (port != 0) return port;
  }
#endif
  return std::nullopt;
}

}  // namespace watchpost::values
