// Signed messages: a part is handed out whole with a signature, or not at all.
#include "mail/message/signed_part.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto s = read_signed_part({reinterpret_cast<const char*>(data), size});
  const bool is_signed = s.form == signed_form::detached || s.form == signed_form::enclosed;
  if (is_signed == s.der.empty() || (s.form == signed_form::broken) == s.fault.empty()) std::abort();
  if (s.content.size() > 2 * size) std::abort();
  return 0;
}
