#include "advice.h"

#include "account/advice.h"

namespace watchpost::email_monitor {

using mail::cause;
using mail::stage;

namespace {

std::string on_timeout(stage at, const std::string& group) {
  switch (at) {
    case stage::resolve: return "check the name in " + group + ".server and the resolver of this machine";
    case stage::connect:
      return "nothing answers there: check " + group + ".server and " + group +
             ".port, and firewalls on the way";
    case stage::tls:
      return "the handshake got no answer: is this the right " + group + ".port for " + group + ".tls?";
    case stage::greeting:
      return "the server accepted the connection but says nothing: it is overloaded, or " + group +
             ".tls does not fit " + group + ".port";
    default: return "the server stopped answering in mid-dialogue: look at its load and its log";
  }
}

}  // namespace

std::string advice(const mail::failure& f, const std::string& group) {
  const bool smtp = group == "smtp";
  if (auto common = account::advice(f, group); !common.empty()) return common;
  switch (f.why) {
    case cause::timeout: return on_timeout(f.at, group);
    case cause::cancelled: return "the poll was stopped from outside";
    case cause::unresolved: return "check the name in " + group + ".server";
    case cause::refused: return "no service listens there: check " + group + ".server and " + group + ".port";
    case cause::closed: return "the server hung up: look at its log for the reason";
    case cause::no_starttls:
      return "enable STARTTLS on the server, or set " + group + ".tls = implicit with the port for it";
    case cause::insecure:
      return "set " + group +
             ".tls = implicit or starttls; allow_cleartext_login = true shows the password on the wire";
    case cause::no_mechanism:
      if (smtp && f.code == 0 && f.detail.starts_with("the server offers no sign-in"))
        return "set smtp.auth = off where the server wants no sign-in; else check that smtp.port and smtp.tls "
               "are those for submission";
      return "enable one of SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, PLAIN, LOGIN on the server; "
             "for a token OAUTHBEARER or XOAUTH2";
    case cause::credentials: return "check " + group + ".username and " + group + ".password";
    case cause::unexplained:
      return "the next poll tries again, and a second refusal counts as one of the password; "
             "look at the server's log for what it means";
    case cause::temporary: return "the server asks to try again later; if it stays so, look at its log";
    case cause::permanent:
      if (f.detail.find("is needed (RFC 1939") != f.detail.npos)
        return "enable TOP, and UIDL or LIST, on the POP3 server, or use mail.protocol = imap";
      return smtp ? "the server refuses this mail: check smtp.from, smtp.to and whether smtp.auth is needed"
                  : "the server refuses: check the rights of mail.username";
    case cause::busy: return "the server is busy: poll less often, or raise its limits";
    case cause::greylisted:
      return "first mails of strangers are deferred there, those of real users too: "
             "nothing when it passes by itself, otherwise exempt the address of this machine";
    case cause::quota: return "the mailbox or its storage is full: free space";
    case cause::protocol:
      return "this is not what the protocol allows: check that " + group + ".port is the right service";
    case cause::limit: return "the server sent more than is accepted: is it a mail server?";
    case cause::offline:
      return "see to the network and the resolver of this machine; about the server nothing is said";
    case cause::no_time:
      return "the poll began when its time was over: raise its timeout, or see why its host is late; about the "
             "server nothing is said";
    case cause::internal: return "please report this as a fault of the monitor";
    case cause::certificate:
    case cause::handshake:
    case cause::allowance: break;  // the same for both plugins: see above
  }
  return {};
}

}  // namespace watchpost::email_monitor
