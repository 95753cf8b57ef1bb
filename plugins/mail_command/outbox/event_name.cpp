#include "event_name.h"

#include "mail/text/hex.h"

#include <openssl/evp.h>

#include <array>

namespace watchpost::mail_command::outbox {

std::string digest_of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) (all += std::to_string(part.size()) += ':') += part;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return mail::to_hex(std::span(digest).first(16));
}

}  // namespace watchpost::mail_command::outbox
