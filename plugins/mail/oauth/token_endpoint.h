// One HTTP request and its response (RFC 9112) over a verified TLS connection of its own.
#pragma once

#include "grant.h"

#include <functional>
#include <string>

namespace watchpost::mail::oauth {

struct http_answer {
  unsigned status = 0;
  std::string body;  // at most max_answer bytes
};

// Sends `request` to the server of `to`. `sent` is called right before it leaves: from then on the server may
// act on it. Redirections are not followed.
net::task<result<http_answer>> exchange(net::network& net, const url& to, net::tls_settings trust,
                                        const secret& request, net::instant deadline,
                                        net::cancellation cancel, std::function<void()> sent);

// One request for an access token: the HTTP exchange and what came of it.

// `refresh_token`: the one in force; empty: client credentials. `sent`: see exchange.h. Failures are at
// stage::sign_in with token_trouble::unobtainable, name the server's address, and show no secret.
net::task<result<grant>> request_token(net::network& net, const client& who, secret refresh_token,
                                       net::instant deadline, net::cancellation cancel,
                                       std::function<void()> sent);

}  // namespace watchpost::mail::oauth
