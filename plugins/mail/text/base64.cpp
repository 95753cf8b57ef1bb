#include "base64.h"

#include <openssl/evp.h>

#include <algorithm>

namespace watchpost::mail {
namespace {

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock() ends it with a NUL
  const int size = EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(bytes_of(bytes), bytes_of(text), static_cast<int>(text.size()));
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  if (size < 0 || padding > static_cast<std::size_t>(size)) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  // EVP_DecodeBlock() overlooks blanks around the text and bits that are left over.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace watchpost::mail
