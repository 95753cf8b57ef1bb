// The Received chain: bounded and printable, the seconds those between the times.
#include "mail/message/received.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto chain = received_chain({reinterpret_cast<const char*>(data), size});
  if (chain.size() > 100) std::abort();
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const hop& h = chain[i];
    for (const auto* text : {&h.from, &h.by, &h.with, &h.tls_text})
      if (text->size() > 500 || text->find_first_of("\r\n\t") != text->npos) std::abort();
    if (!h.tls && !h.tls_text.empty()) std::abort();
    if (h.seconds && (i == 0 || *h.seconds != *h.time - *chain[i - 1].time)) std::abort();
  }
  (void)clock_offset(chain, 0);
  return 0;
}
