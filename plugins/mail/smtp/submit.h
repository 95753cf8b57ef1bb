// Mail submission (RFC 5321, RFC 6409) in as few flights as the server allows: EHLO, STARTTLS (RFC 3207),
// AUTH (RFC 4954), PIPELINING (RFC 2920).
#pragma once

#include "mail/net/connection.h"
#include "mail/sasl/mechanism.h"

#include <functional>
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
  bool pipelining = true;  // false: lockstep, whatever the server offers
  std::string ehlo_name;   // FQDN or address literal; empty: the address of our end, as a literal
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

// Awaited when the server is ready for the text (354), before a byte of it leaves; a failure drops the
// connection instead.
using text_gate = std::function<net::task<result<void>>()>;

// Submits `message` (CRLF lines, not dot-stuffed) to all recipients or to none: when one is refused, the
// connection is dropped before any text.
//
// A failure for which uncertain() holds means that the server may have the message. In every other failure it
// has not.
//
// Where PIPELINING is offered, MAIL, RCPT and DATA leave in one write, with AUTH PLAIN before them; the text
// follows only when all replies were as due. A bet that is lost - by silence for a third of the time that is
// left (two thirds for a sign-in), a broken connection, a wrong answer, or a refusal that may be of the bet -
// is taken back once, on a new connection, in lockstep and without parameters, where there is time for that;
// where that helps, the server is remembered as such (network::memory). A password that was judged is not
// tried again.
net::task<result<receipt>> submit(net::network& net, const settings& how, const envelope& who,
                                  std::string_view message, net::instant deadline, net::cancellation cancel,
                                  session_report& report, text_gate before_text = {});

// Connects, signs in, and says QUIT.
net::task<result<void>> sign_in(net::network& net, const settings& how, net::instant deadline,
                                net::cancellation cancel, session_report& report);

// True for a failure at stage::acceptance without a 4yz or 5yz: silence, a lost connection, cancellation, or
// a reply that cannot be read.
bool uncertain(const failure& f);

// Whether settings, envelope and text may go into an SMTP dialogue at all; looked at before anything is
// connected.

// The first fault as a failure of the stage that would send the faulty part, with cause::internal: an EHLO
// name that is no word of 255 octets at most; addresses that are none or not ASCII; no recipient or more than
// 100; text with bare CR or LF, NUL or a line above 998 octets.
std::optional<failure> fault_of(const settings& how);
std::optional<failure> fault_of(const envelope& who);
std::optional<failure> fault_of_text(std::string_view message);

}  // namespace watchpost::mail::smtp
