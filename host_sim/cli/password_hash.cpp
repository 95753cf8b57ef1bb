#include "cli/password_hash.h"

#include "engine/text.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>

namespace watchpost::cli {
namespace {

constexpr std::size_t longest = 256;  // what mail_command compares
constexpr unsigned ln = 15;
constexpr std::uint64_t r = 8, p = 1;
constexpr std::uint64_t memory = 64ULL * 1024 * 1024;

abi::error no_crypto(const char* what) {
  return {.status = WP_E_MEMORY,
          .domain = "crypto",
          .text = std::string(what) + " failed; is there memory left?"};
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(out.find_first_of(std::string_view("=\0", 2)));
  return out;
}

}  // namespace

std::string password_fault(std::string_view password) {
  if (password.empty()) return "the password is empty";
  if (password.size() > longest) return "the password is longer than 256 bytes; take a shorter one";
  if (password.front() == ' ' || password.back() == ' ')
    return "the password begins or ends with a blank, which mail programs drop; take another one";
  if (engine::one_line(password) != password)
    return "the password has control characters or is not UTF-8; take another one";
  return {};
}

abi::expected<std::string> hash_password(std::string_view password, std::string_view salt) {
  std::string hash(32, '\0');
  const auto* salt_bytes = reinterpret_cast<const unsigned char*>(salt.data());
  if (EVP_PBE_scrypt(password.data(), password.size(), salt_bytes, salt.size(), std::uint64_t{1} << ln, r, p,
                     memory, reinterpret_cast<unsigned char*>(hash.data()), hash.size()) != 1) {
    return no_crypto("scrypt");
  }
  return "$scrypt$ln=15,r=8,p=1$" + base64(salt) + "$" + base64(hash);
}

abi::expected<std::string> hash_password(std::string_view password) {
  std::array<unsigned char, 16> salt{};
  if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1) return no_crypto("the random generator");
  return hash_password(password, {reinterpret_cast<const char*>(salt.data()), salt.size()});
}

}  // namespace watchpost::cli
