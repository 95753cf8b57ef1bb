#include "identity.h"

#include "mail/text/hex.h"

#include <openssl/rand.h>

namespace watchpost::email_monitor {
namespace {
constexpr std::string_view version = "1 ";
constexpr std::size_t tag_size = 16;
}  // namespace

std::optional<identity> make_identity() {
  identity who;
  std::array<unsigned char, tag_size / 2> tag{};
  if (RAND_bytes(tag.data(), static_cast<int>(tag.size())) != 1) return std::nullopt;
  if (RAND_priv_bytes(who.key.data(), static_cast<int>(who.key.size())) != 1) return std::nullopt;
  who.tag = mail::to_hex(tag);
  return who;
}

std::string encode(const identity& who) {
  return std::string(version) + who.tag + ' ' + mail::to_hex(who.key);
}

std::optional<identity> decode_identity(std::string_view text) {
  if (!text.starts_with(version)) return std::nullopt;
  text.remove_prefix(version.size());
  if (text.size() < tag_size + 1 || text[tag_size] != ' ') return std::nullopt;
  identity who;
  who.tag = text.substr(0, tag_size);
  std::array<unsigned char, tag_size / 2> tag{};
  if (!mail::from_hex(who.tag, tag) || !mail::from_hex(text.substr(tag_size + 1), who.key))
    return std::nullopt;
  return who;
}

}  // namespace watchpost::email_monitor
