#include "seal.h"

#include "mail/text/hex.h"
#include "mail/text/number.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace watchpost::email_monitor {
namespace {

constexpr std::string_view prefix = "wp1.";
constexpr std::size_t mac_size = 16;
constexpr std::size_t longest = 160;

std::string mac(const identity& who, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), who.key.data(), static_cast<int>(who.key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return mail::to_hex(std::span(digest).first(mac_size));
}

// The part before the next dot, taken off `rest`; empty when there is none.
std::string_view next_part(std::string_view& rest) {
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos) return {};
  const auto part = rest.substr(0, dot);
  rest.remove_prefix(dot + 1);
  return part;
}

template <class Number>
bool read(std::string_view text, Number& into) {
  const auto number = mail::to_number<Number>(text);
  into = number.value_or(into);
  return number.has_value();
}

}  // namespace

std::string seal(const identity& who, const token& t) {
  std::string text(prefix);
  text += who.tag + '.' + std::to_string(t.sequence) + '.' + std::to_string(t.sent);
  const std::string code = mac(who, text);
  return text + '.' + code;
}

unsealed unseal(const identity& who, std::string_view text) {
  if (!text.starts_with(prefix) || text.size() > longest) return {};
  const auto last_dot = text.rfind('.');
  const auto signed_part = text.substr(0, last_dot);
  const auto code = text.substr(last_dot + 1);
  auto rest = text.substr(prefix.size());
  const auto tag = next_part(rest);
  if (tag.empty()) return {};
  if (tag != who.tag) return {.kind = seal_kind::another, .what = {}};

  const std::string expected = mac(who, signed_part);
  if (code.size() != expected.size() || CRYPTO_memcmp(code.data(), expected.data(), expected.size()) != 0)
    return {.kind = seal_kind::forged, .what = {}};
  token what;
  const bool readable = read(next_part(rest), what.sequence) && read(next_part(rest), what.sent);
  if (!readable) return {.kind = seal_kind::forged, .what = {}};
  return {.kind = seal_kind::ours, .what = what};
}

}  // namespace watchpost::email_monitor
