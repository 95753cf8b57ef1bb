// Folding: UTF-8 comes out, and folding that again changes nothing.
#include "mail/text/fold.h"
#include "mail/text/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail;
  const std::string once = fold({reinterpret_cast<const char*>(data), size});
  if (!is_utf8(once) || fold(once) != once) std::abort();
  return 0;
}
