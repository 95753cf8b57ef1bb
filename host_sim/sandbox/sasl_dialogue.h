// Runs a SASL exchange over the lines of a mail protocol: base64, "=" for an empty initial response, "*" to
// give up.
//
//   const auto outcome = co_await run_sasl(*link, exchange, "334 ", initial);
#pragma once

#include "connection.h"
#include "sasl.h"

namespace watchpost::sandbox {

struct sasl_outcome {
  enum kind { signed_in, refused, cancelled, malformed, closed } what = closed;
  account_id account{};
};

// `prompt` stands before every challenge ("334 ", "+ "). `initial` is still in base64.
asio::awaitable<sasl_outcome> run_sasl(connection& link, const sasl_exchange& exchange,
                                       std::string_view prompt, std::optional<std::string> initial);

}  // namespace watchpost::sandbox
