#include "mechanism.h"

#include <cstdint>

namespace watchpost::mail::sasl {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of a digit, or 64.
std::uint32_t value_of(char c) {
  const std::size_t at = alphabet.find(c);
  return at == std::string_view::npos ? 64U : static_cast<std::uint32_t>(at);
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t n) -> std::uint32_t {
      return i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    text += alphabet[group >> 18U];
    text += alphabet[group >> 12U & 63U];
    text += i + 1 < bytes.size() ? alphabet[group >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
  }
  return text;
}

// No line ends, no missing padding, no set bits below the last byte (RFC 4648 sections 3.1, 3.3, 3.5).
std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::size_t digits = text.size() - padding;

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const std::uint32_t value = value_of(text[i]);
    if (value > 63) return std::nullopt;
    group = group << 6U | value;
    if (i % 4 != 0) bytes += static_cast<char>(group >> (6U - 2U * (i % 4U)) & 0xFFU);
    if (i % 4 == 3) group = 0;
  }
  const std::uint32_t unused = padding == 0 ? 0U : padding == 1 ? 3U : 15U;
  if ((group & unused) != 0) return std::nullopt;
  return bytes;
}

}  // namespace watchpost::mail::sasl
