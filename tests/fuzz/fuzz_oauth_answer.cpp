// A hostile token server: the first byte chooses the HTTP status, the rest is the body. What is granted must
// be a token that can stand in a sign-in; and the same bytes as a mail server's refusal of a token.
#include "mail/oauth/grant.h"
#include "mail/oauth/token_store.h"
#include "mail/sasl/bearer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace watchpost::mail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const unsigned statuses[] = {200, 400, 401, 500};
  const unsigned status = statuses[size == 0 ? 0 : data[0] % 4];
  const std::string_view body = size == 0 ? input : input.substr(1);

  const auto got = oauth::parse_answer(status, body);
  if (got && !sasl::is_bearer_token(got->access_token.view())) std::abort();
  if (got && status != 200) std::abort();
  if (!got && printable(got.error().server) != got.error().server) std::abort();

  const std::string words = sasl::parse_bearer_status(body);
  if (printable(words) != words) std::abort();

  (void)oauth::read_kept_token(body);
  if (const auto url = oauth::parse_url(body)) {
    const auto again = oauth::parse_url(oauth::to_text(*url));
    if (!again || again->host != url->host || again->port != url->port || again->target != url->target)
      std::abort();
  }
  return 0;
}
