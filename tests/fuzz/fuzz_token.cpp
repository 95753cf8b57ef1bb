// Seals in messages that anybody may send, and ledger records from a damaged store.
#include "email_monitor/identify.h"
#include "email_monitor/ledger.h"
#include "email_monitor/probe_message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace em = watchpost::email_monitor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const em::identity who{.tag = "0123456789abcdef", .key = {1, 2, 3}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  // The input was made without the key.
  if (em::unseal(who, text).kind == em::seal_kind::ours) std::abort();
  if (em::read_probe(who, text).kind == em::seal_kind::ours) std::abort();

  if (em::read_body(who, text).seal.kind == em::seal_kind::ours) std::abort();
  watchpost::mail::message_info seen;
  seen.header = text;
  for (int look = 0; look < 2; ++look) {
    const auto is = em::identify(who, {"a@b.test", "c@d.test", "m"}, seen).is;
    if (is == em::letter::probe || is == em::letter::report) std::abort();
    seen.body = text;
  }
  (void)em::to_string(em::decode_bounce(text));

  const auto half = text.size() / 2;
  std::string why;
  const std::map<std::string, std::string> entries = {
      {"identity", em::encode(who)},
      {"sequence", std::string(text.substr(0, half))},
      {"probe." + std::string(text.substr(0, half)), std::string(text.substr(half))},
      {"probe.00000000000000000007", std::string(text)}};
  (void)em::ledger::load(entries, why);
  (void)em::decode_identity(text);
  return 0;
}
