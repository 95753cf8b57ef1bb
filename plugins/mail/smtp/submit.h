// Mail submission (RFC 5321, RFC 6409) in as few flights as the server allows: EHLO, STARTTLS (RFC 3207),
// AUTH (RFC 4954), PIPELINING (RFC 2920).
#pragma once

#include "../net/connection.h"
#include "../sasl/mechanism.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::smtp {

struct settings {
  net::endpoint server;
  net::tls_mode tls = net::tls_mode::starttls;
  net::tls_settings trust;
  std::optional<sasl::credentials> auth;  // nothing: no sign-in
  bool allow_cleartext_login = false;
  std::string ehlo_name;  // FQDN or address literal; empty: the address literal of our end
  std::chrono::milliseconds connect_timeout{30'000};
};

struct envelope {
  std::string from;  // without <>; empty: the null sender
  std::vector<std::string> to;
};

struct receipt {
  std::string reply;     // the server's words to the accepted message: "250 2.0.0 Ok: queued as 4F1..."
  std::string queue_id;  // where the server's words contain a recognisable one; may be empty
};

// Submits `message` (CRLF lines, not dot-stuffed) to all recipients or to none.
//
// A failure at stage::acceptance with cause timeout, closed or cancelled means that the server may have the
// message: uncertain(). In every other failure it has not.
net::task<result<receipt>> submit(net::network& net, const settings& how, const envelope& who,
                                  std::string_view message, net::instant deadline, net::cancellation cancel,
                                  session_report& report);

// Connects, signs in, and says QUIT.
net::task<result<void>> sign_in(net::network& net, const settings& how, net::instant deadline,
                                net::cancellation cancel, session_report& report);

bool uncertain(const failure& f);

}  // namespace watchpost::mail::smtp
