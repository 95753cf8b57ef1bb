// A hostile server against SCRAM: the lines of the input are its challenges. It does not know the password,
// so it must never satisfy the client.
#include "mail/sasl/scram.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace watchpost::mail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto hash = size % 2 == 0 ? sasl::scram_hash::sha256 : sasl::scram_hash::sha1;
  const auto client = sasl::make_scram(hash, {"user", "a password that no input contains"}, "rOprNGfw");
  if (!client || !(*client)->initial()) std::abort();
  for (int round = 0; round < 4; ++round) {
    const std::size_t end = input.find('\n');
    const auto answer = (*client)->answer(input.substr(0, end));
    if ((*client)->satisfied()) std::abort();
    if (answer && round > 0) std::abort();
    if (end == std::string_view::npos) break;
    input.remove_prefix(end + 1);
  }
  return 0;
}
