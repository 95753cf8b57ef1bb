// Password hashes as settings hold them: $scrypt$ln=15,r=8,p=1$<salt>$<hash>, both in base64 without '=' (RFC
// 7914). `host_sim hash-password` prints one.
//
//   if (const auto h = password_hash::read(text, why)) h->fits(password)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

class password_hash {
 public:
  static constexpr std::uint64_t most_memory = 64ULL * 1024 * 1024;  // bytes: 128 * r * 2^ln
  static constexpr std::uint32_t least_ln = 14, most_p = 4;
  static constexpr std::size_t most_password = 256;  // bytes

  // Nothing when the text is none, is cheaper or costlier than the bounds, or has a salt of less than 16 or a
  // hash of less than 32 bytes; `why` says so with the remedy.
  static std::optional<password_hash> read(std::string_view text, std::string& fault);

  // A hash that no password fits, as costly as this one: so that an unknown name takes its time.
  password_hash of_nobody() const;

  // Blocks for as long as the hash costs (ln=15, r=8: about 0.1 s and 32 MiB). Compares in constant time.
  // False, too, when there is no memory.
  bool fits(std::string_view password) const;

 private:
  std::uint32_t ln_ = 15, r_ = 8, p_ = 1;
  std::string salt_, hash_;
};

}  // namespace watchpost::mail_command::identity
