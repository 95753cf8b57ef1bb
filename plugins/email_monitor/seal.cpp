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

std::string mac(const identity& self, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), self.key.data(), static_cast<int>(self.key.size()),
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

std::string seal(const identity& self, const token& t) {
  std::string text(prefix);
  text += self.tag + '.' + std::to_string(t.sequence) + '.' + std::to_string(t.sent);
  const std::string code = mac(self, text);
  return text + '.' + code;
}

unsealed unseal(const identity& self, std::string_view text) {
  if (!text.starts_with(prefix) || text.size() > longest) return {};
  const auto last_dot = text.rfind('.');
  const auto signed_part = text.substr(0, last_dot);
  const auto code = text.substr(last_dot + 1);
  auto rest = text.substr(prefix.size());
  const auto tag = next_part(rest);
  if (tag.empty()) return {};
  if (tag != self.tag) return {.kind = seal_kind::another, .token = {}};

  const std::string expected = mac(self, signed_part);
  if (code.size() != expected.size() || CRYPTO_memcmp(code.data(), expected.data(), expected.size()) != 0)
    return {.kind = seal_kind::forged, .token = {}};
  token found;
  const bool readable = read(next_part(rest), found.sequence) && read(next_part(rest), found.sent);
  if (!readable) return {.kind = seal_kind::forged, .token = {}};
  return {.kind = seal_kind::ours, .token = found};
}

}  // namespace watchpost::email_monitor
