#include "identity.h"

#include "mail/json/record.h"
#include "mail/text/hex.h"

#include <openssl/rand.h>

namespace watchpost::email_monitor {
namespace {

namespace json = mail::json;

constexpr std::size_t tag_size = 16;

struct stored_identity {
  std::string tag, key;
};
constexpr auto fields_of(const stored_identity*) {
  return std::tuple{json::field("tag", &stored_identity::tag), json::field("key", &stored_identity::key)};
}

}  // namespace

std::optional<identity> make_identity() {
  identity self;
  std::array<unsigned char, tag_size / 2> tag{};
  if (RAND_bytes(tag.data(), static_cast<int>(tag.size())) != 1) return std::nullopt;
  if (RAND_priv_bytes(self.key.data(), static_cast<int>(self.key.size())) != 1) return std::nullopt;
  self.tag = mail::to_hex(tag);
  return self;
}

std::string to_record(const identity& self) {
  return json::to_record(stored_identity{self.tag, mail::to_hex(self.key)});
}

std::optional<identity> read_identity(std::string_view text) {
  const auto stored = json::read_record<stored_identity>(text);
  if (!stored || stored->tag.size() != tag_size || !mail::is_hex(stored->tag)) return std::nullopt;
  identity self{.tag = stored->tag};
  return mail::from_hex(stored->key, self.key) ? std::optional(std::move(self)) : std::nullopt;
}

}  // namespace watchpost::email_monitor
