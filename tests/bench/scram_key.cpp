// scram_key TURNS: what the key of SCRAM costs, ours and OpenSSL's by turns, in ms of CPU a derivation with
// 4,096 rounds (the medians of that many turns), and ours over OpenSSL's.
#include "mail/sasl/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

using namespace watchpost::mail::sasl;

constexpr std::string_view password = "pencil", salt = "sixteen bytes ..";
constexpr unsigned rounds = 4096;

bool by_openssl(const EVP_MD* digest) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  return PKCS5_PBKDF2_HMAC(password.data(), password.size(),
                           reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), rounds, digest,
                           EVP_MD_get_size(digest), out.data()) == 1;
}

bool by_us(const EVP_MD* digest) { return !hi(digest, password, salt, rounds).empty(); }

double cpu_ms() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

double median(std::vector<double> of) {
  std::ranges::nth_element(of, of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2));
  return of[of.size() / 2];
}

bool compare(const char* name, const EVP_MD* digest, int turns) {
  std::vector<double> ours, theirs;
  for (int turn = 0; turn < turns; ++turn)
    for (const auto& [derive, costs] : {std::pair{&by_us, &ours}, std::pair{&by_openssl, &theirs}}) {
      const double before = cpu_ms();
      if (!derive(digest)) return false;
      costs->push_back(cpu_ms() - before);
    }
  const double our = median(ours), their = median(theirs);
  std::printf("%s: ours %.2f, OpenSSL's %.2f, ratio %.2f\n", name, our, their, our / their);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  int turns = 0;
  const char* const number = argc == 2 ? argv[1] : "";
  const auto [end, bad] = std::from_chars(number, number + std::strlen(number), turns);
  if (bad != std::errc() || *end != '\0' || turns < 1) {
    std::fprintf(stderr, "scram_key: arguments: TURNS\n");
    return 1;
  }
  return compare("SCRAM-SHA-1", EVP_sha1(), turns) && compare("SCRAM-SHA-256", EVP_sha256(), turns) ? 0 : 1;
}
