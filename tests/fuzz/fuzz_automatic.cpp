// Signs of automatic mail: a kind has a reason, none has none, and the reason is a line.
#include "mail/message/automatic.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto found = how_automatic(header_fields({reinterpret_cast<const char*>(data), size}));
  if (found.why.empty() != (found.kind == automatic_kind::none) || found.why.size() > 500) std::abort();
  if (found.why.find_first_of("\r\n\t") != found.why.npos) std::abort();
  return 0;
}
