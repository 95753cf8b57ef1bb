// watchpost/cpp/address_values.hpp - setting values that name somebody or something: hosts, mail addresses,
// UTF-8.
//
//   static_assert(values::parse_host("[2001:db8::1]") == "2001:db8::1");
//   static_assert(values::parse_host("mx1.example.com.") == "mx1.example.com.");
//   static_assert(values::is_email("ops@example.com"));
//
// Syntax only: nothing is looked up. Nothing throws or allocates; any bytes will do. The views that come back
// point into the text that was passed.
#pragma once

#include <watchpost/cpp/values.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace watchpost::values {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
constexpr bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80                    ? 0
                             : lead >= 0xC2 && lead <= 0xDF ? 1
                             : (lead & 0xF0) == 0xE0        ? 2
                             : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                            : 4;
    if (more == 4 || text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto c = static_cast<unsigned char>(text[i + k]);
      const unsigned low = k == 1 && lead == 0xE0 ? 0xA0u : k == 1 && lead == 0xF0 ? 0x90u : 0x80u;
      const unsigned high = k == 1 && lead == 0xED ? 0x9Fu : k == 1 && lead == 0xF4 ? 0x8Fu : 0xBFu;
      if (c < low || c > high) return false;
    }
    i += more + 1;
  }
  return true;
}

/// Four numbers 0 to 255 with dots, without leading zeros.
constexpr bool is_ipv4(std::string_view text) noexcept {
  for (int part = 0; part < 4; ++part) {
    std::size_t n = 0;
    unsigned value = 0;
    while (n < text.size() && n < 4 && is_digit(text[n]))
      value = value * 10 + static_cast<unsigned>(text[n++] - '0');
    if (n == 0 || n > 3 || value > 255 || (n > 1 && text[0] == '0')) return false;
    text.remove_prefix(n);
    if (part == 3) return text.empty();
    if (text.empty() || text[0] != '.') return false;
    text.remove_prefix(1);
  }
  return false;
}

/// RFC 4291 section 2.2, with "::", an IPv4 tail and an optional "%zone".
constexpr bool is_ipv6(std::string_view text) noexcept {
  const std::size_t percent = text.find('%');
  if (percent != std::string_view::npos) {
    const std::string_view zone = text.substr(percent + 1);
    if (zone.empty() || zone.size() > 15) return false;
    for (char c : zone) {
      if (!is_alnum(c) && c != '.' && c != '_' && c != '-') return false;
    }
    text = text.substr(0, percent);
  }
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    std::size_t n = 0;
    while (n < text.size() && n < 5 &&
           (is_digit(text[n]) || (to_lower(text[n]) >= 'a' && to_lower(text[n]) <= 'f')))
      ++n;
    if (n < text.size() && text[n] == '.') {
      groups += 2;
      return is_ipv4(text) && (gap ? groups < 8 : groups == 8);
    }
    if (n == 0 || n > 4) return false;
    ++groups;
    text.remove_prefix(n);
    if (text.empty()) break;
    if (text[0] != ':') return false;
    text.remove_prefix(1);
    if (text.empty()) return false;
    if (text[0] == ':') {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
    }
  }
  return gap ? groups < 8 : groups == 8;
}

/// RFC 1123 letters, digits, hyphens (and underscores, which exist in the wild); at most 253 bytes; a last
/// label of digits alone is no name. International names come in their xn-- form.
constexpr bool is_host_name(std::string_view text) noexcept {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    bool digits = true;
    for (char c : label) {
      if (!is_alnum(c) && c != '-' && c != '_') return false;
      digits = digits && is_digit(c);
    }
    if (dot == std::string_view::npos) return !digits;
    text.remove_prefix(dot + 1);
  }
}

/// A host name or an IP address; the brackets around an IPv6 address are taken off.
constexpr std::optional<std::string_view> parse_host(std::string_view text) noexcept {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    return is_ipv6(text) ? std::optional(text) : std::nullopt;
  }
  return is_ipv4(text) || is_ipv6(text) || is_host_name(text) ? std::optional(text) : std::nullopt;
}

/// RFC 5321 Mailbox in ASCII: a dot-string or quoted string, '@', a host name or an address literal.
constexpr bool is_email(std::string_view text) noexcept {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  if (local.front() == '"') {
    if (local.size() < 3 || local.back() != '"') return false;
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
      if (local[i] < ' ' || local[i] > '~' || local[i] == '"') return false;
      if (local[i] == '\\' && (++i + 1 >= local.size() || local[i] < ' ' || local[i] > '~')) return false;
    }
  } else {
    char before = '.';
    for (char c : local) {
      if (c == '.'
              ? before == '.'
              : !is_alnum(c) && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) == std::string_view::npos) {
        return false;
      }
      before = c;
    }
    if (before == '.') return false;
  }
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
    domain = domain.substr(1, domain.size() - 2);
    constexpr std::string_view tag = "IPv6:";
    if (domain.size() > tag.size() && equal_ignoring_case(domain.substr(0, tag.size()), tag)) {
      return is_ipv6(domain.substr(tag.size()));
    }
    return is_ipv4(domain);
  }
  return !domain.ends_with('.') && is_host_name(domain);
}

}  // namespace watchpost::values
