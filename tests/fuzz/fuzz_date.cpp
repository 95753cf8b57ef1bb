// Date-times of RFC 5322: what is read is written and read back the same.
#include "mail/message/header.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto at = parse_date({reinterpret_cast<const char*>(data), size});
  constexpr std::int64_t first = -2'208'988'800, last = 253'402'300'799;  // 1900 to 9999
  if (at && *at >= first && *at <= last && parse_date(format_date(*at)) != at) std::abort();
  return 0;
}
