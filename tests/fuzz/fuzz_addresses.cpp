// Address fields: what is handed out is an address.
#include "mail/message/address.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto read = read_addresses(header_fields({reinterpret_cast<const char*>(data), size}), "From");
  if (read.found.size() > 100 || (read.fields == 0 && !read.found.empty())) std::abort();
  for (const auto& address : read.found)
    if (!is_address(address)) std::abort();
  return 0;
}
