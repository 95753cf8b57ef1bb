// MIME: what the bounds let through is read without a fault of GMime's; decoding never makes it longer.
#include "mail/message/mime.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const std::string_view message{reinterpret_cast<const char*>(data), size};
  const auto read = read_mime(message);
  if (read && !mime_fault(message).empty()) std::abort();
  (void)read_content_type(message);
  if (!read) return 0;
  std::size_t all = 0;
  for (const part& p : read->parts) all += p.content.size();
  if (all > size + read->parts.size()) std::abort();
  return 0;
}
