#include "totp.h"

#include "mail/sasl/digest.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::size_t most_secret = 128;  // bytes

constexpr std::int64_t either_side = 1;  // steps
constexpr std::uint64_t right_at_once = 2 * either_side + 1;

constexpr bool passed_over(char c) { return c == ' ' || c == '-' || c == '\t'; }

const EVP_MD* algorithm(totp_digest digest) {
  switch (digest) {
    case totp_digest::sha256: return EVP_sha256();
    case totp_digest::sha512: return EVP_sha512();
    case totp_digest::sha1: break;
  }
  return EVP_sha1();
}

}  // namespace

std::uint64_t totp_key::most_guesses() const {
  std::uint64_t codes = 1;
  for (unsigned i = 0; i < digits; ++i) codes *= 10;
  return codes / (right_at_once * 10'000);
}

// RFC 4226 section 5.3.
std::string totp_key::code_of(std::int64_t step) const {
  if (step < 0 || bytes.empty()) return {};
  std::array<char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (56U - 8U * i) & 0xFFU);
  const auto mac =
      mail::sasl::hmac(algorithm(digest), bytes.reveal(), std::string_view(counter.data(), counter.size()));
  if (mac.empty()) return {};
  const auto at = [&](std::size_t i) -> std::uint32_t { return static_cast<unsigned char>(mac.view()[i]); };
  const std::size_t offset = at(mac.view().size() - 1) & 15U;
  std::uint32_t number =
      (at(offset) & 0x7FU) << 24U | at(offset + 1) << 16U | at(offset + 2) << 8U | at(offset + 3);
  std::string code(digits, '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
  return code;
}

std::optional<std::int64_t> totp_key::step_of(std::string_view code, std::int64_t now_ms) const {
  if (code.size() > 32 || now_ms < 0) return std::nullopt;
  std::string given;
  std::copy_if(code.begin(), code.end(), std::back_inserter(given), [](char c) { return !passed_over(c); });
  if (given.size() != digits || !std::all_of(given.begin(), given.end(), mail::ascii::is_digit))
    return std::nullopt;
  const std::int64_t now = now_ms / 1000 / static_cast<std::int64_t>(period);
  std::optional<std::int64_t> found;
  for (std::int64_t step = now - either_side; step <= now + either_side; ++step) {
    std::string expected = code_of(step);
    if (mail::same_secret(given, expected) && !found) found = step;
    mail::wipe(expected);
  }
  return found;
}

std::optional<plugin::secret> from_base32(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  bool readable = !text.empty();
  for (const char c : text) {
    if (passed_over(c)) continue;
    const auto value = alphabet.find(mail::ascii::upper(c));
    readable = readable && value != std::string_view::npos && out.size() < most_secret;
    if (!readable) break;
    held = (held << 5U | static_cast<std::uint32_t>(value)) & 0xFFFU;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(held >> bits & 0xFFU);
    }
  }
  // Whole bytes only, nothing behind the last one.
  readable = readable && !out.empty() && bits < 5 && (held & ((1U << bits) - 1U)) == 0;
  std::optional<plugin::secret> made;
  if (readable) made.emplace(out);
  mail::wipe(out);
  return made;
}

}  // namespace watchpost::mail_command::identity
