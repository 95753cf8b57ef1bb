#include "password.h"

#include "mail/sasl/mechanism.h"
#include "mail/secret.h"
#include "mail/text/base64.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <openssl/err.h>
#include <openssl/evp.h>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::size_t least_salt = 16, least_hash = 32, most_bytes = 64;

// The part before the next `separator`, taken off `rest`; all of it when there is none.
// "ln=15": the number behind that name.
std::optional<std::uint32_t> cost(std::string_view& rest, std::string_view name) {
  auto part = mail::take_part(rest, ',');
  if (!part.starts_with(name)) return std::nullopt;
  part.remove_prefix(name.size());
  return part.starts_with('0') ? std::nullopt : mail::to_number(part);
}

std::optional<std::string> unpadded_base64(std::string_view text) {
  if (text.size() > 2 * most_bytes || text.find('=') != std::string_view::npos) return std::nullopt;
  std::string padded(text);
  while (padded.size() % 4 != 0) padded += '=';
  return mail::from_base64(padded);
}

}  // namespace

std::optional<password_hash> password_hash::read(std::string_view text, std::string& fault) {
  const auto refuse = [&](std::string_view words) {
    fault = words;
    fault += "; make one with 'host_sim hash-password'";
    return std::nullopt;
  };
  constexpr std::string_view prefix = "$scrypt$";
  if (!text.starts_with(prefix)) return refuse("is no hash of the form $scrypt$ln=15,r=8,p=1$salt$hash");
  text.remove_prefix(prefix.size());
  auto costs = mail::take_part(text, '$');
  const auto ln = cost(costs, "ln=");
  const auto r = cost(costs, "r=");
  const auto p = cost(costs, "p=");
  if (!ln || !r || !p || !costs.empty()) return refuse("has costs that are not of the form ln=15,r=8,p=1");
  if (*ln < least_ln || *r < 8) return refuse("is too cheap to guess: ln is at least 14 and r at least 8");
  if (*ln > 24 || *r > 64 || *p > most_p || (128ULL * *r << *ln) > most_memory)
    return refuse("is too costly: 128 * r * 2^ln is at most 64 MiB and p at most 4");

  password_hash out;
  const auto salt = unpadded_base64(mail::take_part(text, '$'));
  const auto hash = unpadded_base64(text);
  if (!salt || !hash) return refuse("has a salt or hash that is not base64 without '='");
  if (salt->size() < least_salt || salt->size() > most_bytes) return refuse("needs a salt of 16 to 64 bytes");
  if (hash->size() < least_hash || hash->size() > most_bytes) return refuse("needs a hash of 32 to 64 bytes");
  out.ln_ = *ln;
  out.r_ = *r;
  out.p_ = *p;
  out.salt_ = *salt;
  out.hash_ = *hash;
  return out;
}

password_hash password_hash::of_nobody() const {
  password_hash out = *this;
  out.hash_.clear();
  return out;
}

bool password_hash::fits(std::string_view password) const {
  // HMAC, which scrypt begins with, does not tell a password from one with NULs behind it.
  if (password.empty() || password.size() > most_password || password.find('\0') != std::string_view::npos)
    return false;
  std::string made(std::max(hash_.size(), least_hash), '\0');
  const bool computed =
      EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt_.data()),
                     salt_.size(), 1ULL << ln_, r_, p_, 2 * most_memory,
                     reinterpret_cast<unsigned char*>(made.data()), made.size()) == 1;
  if (!computed) ERR_clear_error();
  const bool fit = computed && !hash_.empty() && mail::same_secret(made, hash_);
  mail::wipe(made);
  return fit;
}

}  // namespace watchpost::mail_command::identity
