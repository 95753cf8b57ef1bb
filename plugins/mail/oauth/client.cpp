#include "client.h"

#include "../sasl/secret.h"

#include <initializer_list>

namespace watchpost::mail::oauth {

std::string fingerprint(const client& who) {
  const std::string url = to_text(who.token_url);
  std::string all;
  for (const std::string_view part : std::initializer_list<std::string_view>{
           url, who.id, who.secret.view(), who.refresh_token.view(), who.scope,
           who.auth == client_auth::basic ? "basic" : "body"}) {
    all += std::to_string(part.size()) + ':';
    all += part;
  }
  const sasl::secret digest = sasl::hash(EVP_sha256(), all);
  sasl::wipe(all);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : digest.view().substr(0, 16)) {
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

}  // namespace watchpost::mail::oauth
