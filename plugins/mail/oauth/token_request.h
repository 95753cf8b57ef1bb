// One request for an access token: the HTTP exchange and what came of it.
#pragma once

#include "answer_parser.h"
#include "client.h"

#include <functional>

namespace watchpost::mail::oauth {

// `refresh_token`: the one in force; empty: client credentials. `sent`: see exchange.h. Failures are at
// stage::sign_in with token_trouble::unobtainable, name the server's address, and show no secret.
net::task<result<grant>> request_token(net::network& net, const client& who, sasl::secret_text refresh_token,
                                       net::instant deadline, net::cancellation cancel,
                                       std::function<void()> sent);

}  // namespace watchpost::mail::oauth
