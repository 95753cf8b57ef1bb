// Feeds any header to all that judges its fields: the From field, Authentication-Results, DKIM signatures.
#include "mail_command/identity/auth_results.h"
#include "mail_command/identity/sender.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail_command::identity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const watchpost::mail::message::header_fields header(text);

  const sender who = read_sender(header);
  require(who.address.empty() != who.fault.empty());
  require(who.address.empty() || canonical_address(who.address) == who.address);

  const auth_field field = read_auth_field(text);
  require(!field.broken || field.results.empty());

  const auth_server ours{.id = "mx.example.org", .received = 1};
  const auth_seen seen = read_auth_results(header, ours);
  require(seen.fault.empty() || seen.results.empty());
  const domain_verdict verdict = domain_proof(seen, header, "example.org");
  // Nothing is proved without our name, in whatever case, somewhere in the header.
  if (verdict.fault.empty()) require(!seen.results.empty() && !verdict.grounds.empty());
  return 0;
}
