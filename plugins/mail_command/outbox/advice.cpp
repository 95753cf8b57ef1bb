#include "advice.h"

#include "account/advice.h"

namespace watchpost::mail_command::outbox {

using mail::cause;
using mail::failure;
using mail::stage;

namespace {

constexpr std::uint16_t smtp_port = 25;

std::string on_refused_mail(const failure& f, const sending_facts& facts) {
  if (f.at == stage::acceptance || f.at == stage::data)
    return "the server does not take this mail: look at its words";
  if (facts.pop_before_smtp)
    return "the server does not relay for this machine: check that it goes by POP sign-ins "
           "(smtp.auth = pop-before-smtp), or set smtp.auth = auto";
  if (!facts.signs_in) return "the server wants a sign-in: set smtp.auth = auto";
  return "the server refuses the sender or the recipient: "
         "check that smtp.username may send as mail.address, and the address that is written to";
}

std::string on_silence(stage at) {
  if (at == stage::resolve) return "check the name in smtp.server and the resolver of this machine";
  if (at == stage::connect)
    return "nothing answers there: check smtp.server and smtp.port, and firewalls on the way";
  if (at < stage::capabilities) return "check that smtp.tls fits smtp.port";
  return "the server stopped answering: look at its load and its log";
}

}  // namespace

bool looks_blocked(const failure& f, std::uint16_t port) {
  if (port != smtp_port) return false;
  if (f.at == stage::connect || f.at == stage::greeting)
    return f.why == cause::refused || f.why == cause::timeout || f.why == cause::closed || f.code >= 500;
  return (f.at == stage::sender || f.at == stage::recipient) && f.code >= 500;
}

std::string sending_advice(const failure& f, const sending_facts& facts) {
  if (looks_blocked(f, facts.port))
    return "providers block port 25 for their customers (outbound port 25 blocking): "
           "set smtp.port = submission (587), "
           "with smtp.auth = auto and the user name and password of the mail account";
  if (auto common = account::advice(f, "smtp"); !common.empty()) return common;
  switch (f.why) {
    case cause::timeout: return on_silence(f.at);
    case cause::unresolved: return "check the name in smtp.server";
    case cause::refused: return "no service listens there: check smtp.server and smtp.port";
    case cause::closed: return "the server hung up: look at its log for the reason";
    case cause::no_starttls:
      return "the server does not offer STARTTLS: set smtp.tls = implicit with smtp.port = submissions";
    case cause::insecure:
      return "set smtp.tls = starttls or implicit; "
             "allow_cleartext_login = true shows the password on the wire";
    case cause::no_mechanism: return "the server knows none of our sign-in mechanisms: check smtp.auth";
    case cause::credentials:
      return "check smtp.username and smtp.password (default: mail.username and mail.password)";
    case cause::unexplained: return "the server does not say why: look at its log; it is tried again";
    case cause::permanent: return on_refused_mail(f, facts);
    case cause::temporary:
    case cause::busy: return "the server asks to try again later, which is done";
    case cause::greylisted: return "first mails are deferred there; it is tried again";
    case cause::quota: return "the mailbox that is written to is full";
    case cause::protocol:
    case cause::limit: return "check that smtp.port is that of an SMTP service";
    case cause::offline: return "see to the network and the resolver of this machine";
    case cause::no_time: return "the server was not asked, as the time was over; it is tried again";
    case cause::certificate:
    case cause::handshake:
    case cause::allowance:  // the same for both plugins: see above
    case cause::cancelled:
    case cause::internal: return {};
  }
  return {};
}

std::string maildrop_advice(const failure& f) {
  switch (f.why) {
    case cause::credentials:
      return "POP before SMTP needs the account's sign-in: check mail.username and mail.password";
    case cause::busy: return "the account is in use, or was signed in to a moment ago: it is tried again";
    case cause::timeout:
    case cause::unresolved:
    case cause::refused:
    case cause::closed:
      return "POP before SMTP signs in to the POP3 server first: check mail.server and mail.port";
    case cause::certificate:
    case cause::handshake:
    case cause::no_starttls:
      return "POP before SMTP signs in to the POP3 server first: check mail.tls, mail.port and tls.ca_file";
    case cause::offline: return "see to the network and the resolver of this machine";
    default: return "POP before SMTP signs in to the POP3 server first, and that failed";
  }
}

}  // namespace watchpost::mail_command::outbox
