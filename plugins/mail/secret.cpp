#include "secret.h"

#include <openssl/crypto.h>

namespace watchpost::mail {

secret::secret(std::string_view bytes) {
  if (bytes.empty()) return;
  bytes_ = std::make_unique<char[]>(bytes.size());
  bytes.copy(bytes_.get(), bytes.size());
  size_ = bytes.size();
}

secret secret::taken(std::string bytes) {
  secret made(bytes);
  wipe(bytes);
  return made;
}

secret::~secret() {
  if (size_ != 0) OPENSSL_cleanse(bytes_.get(), size_);
}

secret secret::framed(std::string_view before, std::string_view behind) const {
  std::string all;
  all.reserve(before.size() + size_ + behind.size());
  all.append(before).append(view()).append(behind);
  return taken(std::move(all));
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace watchpost::mail
