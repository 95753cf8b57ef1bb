#include "engine/audit.h"

#include <openssl/evp.h>

#include <array>
#include <string_view>

namespace watchpost::engine {
namespace {

void add_netstring(std::string& to, std::string_view text) {
  to += std::to_string(text.size());
  to += ':';
  to += text;
  to += ',';
}

}  // namespace

const std::string audit_origin(64, '0');

std::string audit_hash(const std::string& before, std::int64_t sequence, const audit_entry& entry) {
  std::string bytes = before;
  add_netstring(bytes, std::to_string(sequence));
  add_netstring(bytes, std::to_string(entry.wall_ms));
  add_netstring(bytes, entry.instance);
  add_netstring(bytes, entry.event);
  for (const auto& [key, value] : entry.facts) {
    add_netstring(bytes, key);
    add_netstring(bytes, value);
  }
  std::array<unsigned char, 32> digest{};
  // Fails for lack of memory only; then no record can match, which is the safe side.
  (void)EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const auto byte : digest) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

}  // namespace watchpost::engine
