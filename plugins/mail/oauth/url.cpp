#include "url.h"

#include <algorithm>
#include <charconv>

namespace watchpost::mail::oauth {
namespace {

constexpr std::uint16_t https = 443;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// RFC 3986 section 2, but "[" and "]", which stand around IPv6 addresses only, and "#".
bool is_url_byte(char c) {
  return is_alnum(c) || std::string_view("-._~:/?@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool is_host_byte(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; }
bool is_address_byte(char c) { return is_alnum(c) || c == ':' || c == '.' || c == '%'; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// Takes the host off the front of "host:port".
std::optional<std::string> take_host(std::string_view& rest) {
  const bool bracketed = rest.starts_with('[');
  const std::size_t end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && end == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? rest.substr(1, end - 1) : rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + (bracketed ? 1 : 0));
  const bool clean = std::ranges::all_of(host, bracketed ? is_address_byte : is_host_byte);
  const bool fitting = !bracketed || host.find(':') != std::string_view::npos;  // brackets are for IPv6
  if (host.empty() || host.size() > 255 || !clean || !fitting) return std::nullopt;
  return std::string(host);
}

}  // namespace

std::optional<url> parse_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  constexpr std::size_t most = 2048;
  if (text.size() > most || text.size() < scheme.size()) return std::nullopt;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (!std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, lower)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const std::size_t slash = std::min(text.find_first_of("/?"), text.size());
  std::string_view place = text.substr(0, slash);
  const std::string_view target = text.substr(slash);
  if (!std::ranges::all_of(target, is_url_byte)) return std::nullopt;

  url out;
  const auto host = take_host(place);
  if (!host) return std::nullopt;
  out.host = *host;
  if (!place.empty()) {
    if (place.front() != ':') return std::nullopt;
    const auto port = parse_port(place.substr(1));
    if (!port) return std::nullopt;
    out.port = *port;
  }
  out.target = target.starts_with('/') ? std::string(target) : '/' + std::string(target);
  return out;
}

std::string authority(const url& of) {
  std::string text = of.host.find(':') == std::string::npos ? of.host : '[' + of.host + ']';
  if (of.port != https) text += ':' + std::to_string(of.port);
  return text;
}

std::string to_text(const url& of) { return "https://" + authority(of) + of.target; }

}  // namespace watchpost::mail::oauth
