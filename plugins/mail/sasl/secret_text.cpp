#include "secret_text.h"

#include <openssl/crypto.h>

namespace watchpost::mail::sasl {

secret_text::secret_text(std::string_view text) {
  if (text.empty()) return;
  bytes_ = std::make_unique<char[]>(text.size());
  text.copy(bytes_.get(), text.size());
  size_ = text.size();
}

secret_text::~secret_text() {
  if (size_ != 0) OPENSSL_cleanse(bytes_.get(), size_);
}

}  // namespace watchpost::mail::sasl
