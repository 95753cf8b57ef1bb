#include "request.h"

#include "mail/text/hex.h"

#include <openssl/evp.h>

#include <array>

namespace watchpost::mail_command::journal {

std::string mail_id(std::string_view message_id, std::string_view message) {
  const std::string_view what = message_id.empty() ? message : message_id;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  if (EVP_Digest(what.data(), what.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  return mail::to_hex(std::span(hash).first(16));
}

}  // namespace watchpost::mail_command::journal
