#include "digest.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>

namespace watchpost::mail::sasl {

namespace {

// Room for a digest; wiped when it goes.
struct room {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;

  room() = default;
  room(const room&) = default;
  room& operator=(const room&) = default;
  ~room() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
  secret taken() const { return secret(view()); }
};

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL's own PBKDF2 sets up an HMAC anew in each of the thousands of rounds. Here the key goes in once, and a
// round begins with copies of the two states behind it.
constexpr std::size_t largest_block = 144;  // SHA3-224

struct free_context {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using hash_state = std::unique_ptr<EVP_MD_CTX, free_context>;

class keyed_hash {
 public:
  keyed_hash(const EVP_MD* digest, std::string_view key)
      : ready_(key_to(inner_.get(), digest, key, 0x36) && key_to(outer_.get(), digest, key, 0x5C)) {}

  bool ready() const { return ready_; }

  // The HMAC of `text` to `out`, which may be the text's own place and has room for a digest.
  bool of(std::string_view text, unsigned char* out) {
    unsigned size = 0;
    return goes_on(inner_, text.data(), text.size(), out, size) && goes_on(outer_, out, size, out, size);
  }

 private:
  static bool key_to(EVP_MD_CTX* state, const EVP_MD* digest, std::string_view key, unsigned char pad) {
    std::array<unsigned char, largest_block> block{};
    const auto size = static_cast<std::size_t>(EVP_MD_get_block_size(digest));
    if (key.size() > size || size > block.size()) return false;
    for (std::size_t i = 0; i < size; ++i)
      block[i] = static_cast<unsigned char>(pad ^ (i < key.size() ? key[i] : 0));
    const bool done = state != nullptr && EVP_DigestInit_ex(state, digest, nullptr) == 1 &&
                      EVP_DigestUpdate(state, block.data(), size) == 1;
    OPENSSL_cleanse(block.data(), block.size());
    return done;
  }

  bool goes_on(const hash_state& from, const void* text, std::size_t size, unsigned char* out,
               unsigned& made) {
    return EVP_MD_CTX_copy_ex(work_.get(), from.get()) == 1 &&
           EVP_DigestUpdate(work_.get(), text, size) == 1 && EVP_DigestFinal_ex(work_.get(), out, &made) == 1;
  }

  hash_state inner_{EVP_MD_CTX_new()}, outer_{EVP_MD_CTX_new()}, work_{EVP_MD_CTX_new()};
  bool ready_;
};

}  // namespace

secret hash(const EVP_MD* digest, std::string_view text) {
  room made;
  const bool done = EVP_Digest(text.data(), text.size(), made.bytes.data(), &made.size, digest, nullptr) == 1;
  return done ? made.taken() : secret();
}

secret hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  room made;
  const bool done = key.size() <= std::numeric_limits<int>::max() &&
                    HMAC(digest, key.data(), static_cast<int>(key.size()), raw(text), text.size(),
                         made.bytes.data(), &made.size) != nullptr;
  return done ? made.taken() : secret();
}

secret hi(const EVP_MD* digest, std::string_view password, std::string_view salt, unsigned count) {
  const bool is_long = password.size() > static_cast<std::size_t>(EVP_MD_get_block_size(digest));
  const secret shortened = is_long ? hash(digest, password) : secret();
  keyed_hash keyed(digest, is_long ? shortened.view() : password);
  room round;
  if (!keyed.ready() || count == 0) return {};
  if (!keyed.of(std::string(salt).append("\0\0\0\1", 4), round.bytes.data())) return {};
  round.size = static_cast<unsigned>(EVP_MD_get_size(digest));
  room made = round;
  for (unsigned i = 1; i < count; ++i) {
    if (!keyed.of(round.view(), round.bytes.data())) return {};
    for (std::size_t at = 0; at < made.bytes.size(); ++at) made.bytes[at] ^= round.bytes[at];
  }
  return made.taken();
}

secret operator^(const secret& a, const secret& b) {
  room made;
  if (a.view().size() != b.view().size() || a.view().size() > made.bytes.size()) return {};
  made.size = static_cast<unsigned>(a.view().size());
  for (std::size_t i = 0; i < made.size; ++i)
    made.bytes[i] = static_cast<unsigned char>(a.view()[i] ^ b.view()[i]);
  return made.taken();
}

secret salted_password::of(const EVP_MD* digest, std::string_view password, std::string_view salt,
                           unsigned rounds) {
  const std::lock_guard lock(mutex_);
  if (!key_.empty() && digest == digest_ && rounds == rounds_ && salt == salt_ &&
      same_secret(password, password_.view()))
    return key_;
  ++derived_;
  key_ = hi(digest, password, salt, rounds);
  digest_ = digest;
  password_ = secret(password);
  salt_ = salt;
  rounds_ = rounds;
  return key_;
}

}  // namespace watchpost::mail::sasl
