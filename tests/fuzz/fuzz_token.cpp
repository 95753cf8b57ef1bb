// Seals in messages that anybody may send.
#include "email_monitor/identify.h"
#include "email_monitor/probe_message.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace em = watchpost::email_monitor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const em::identity self{.tag = "0123456789abcdef", .key = {1, 2, 3}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  // The input was made without the key.
  if (em::unseal(self, text).kind == em::seal_kind::ours) std::abort();
  if (em::read_probe(self, text).kind == em::seal_kind::ours) std::abort();

  if (em::read_body(self, text).seal.kind == em::seal_kind::ours) std::abort();
  watchpost::mail::message_info seen;
  seen.header = text;
  for (int pass = 0; pass < 2; ++pass) {
    const auto kind = em::identify(self, {"a@b.test", "c@d.test", "m"}, seen).kind;
    if (kind == em::message_kind::probe || kind == em::message_kind::report) std::abort();
    seen.body = text;
  }
  return 0;
}
