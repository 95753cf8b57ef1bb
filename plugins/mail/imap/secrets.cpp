#include "secrets.h"

#include <openssl/crypto.h>

namespace watchpost::mail::imap {

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

secrets::~secrets() {
  for (auto& word : words_) wipe(word);
}

void secrets::add(std::string_view word) {
  if (!word.empty()) words_.emplace_back(word);
}

std::string secrets::hide(std::string_view text) const {
  std::string hidden(text);
  for (const auto& word : words_)
    for (auto at = hidden.find(word); at != hidden.npos; at = hidden.find(word, at + 3))
      hidden.replace(at, word.size(), "***");
  return hidden;
}

}  // namespace watchpost::mail::imap
