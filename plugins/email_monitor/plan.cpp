#include "plan.h"

#include "../mail/imap/mailbox.h"
#include "../mail/pop3/mailbox.h"

namespace watchpost::email_monitor {
namespace {

std::string text(const char* service, const mail::net::endpoint& at) {
  return std::string(service) + ' ' + at.host + ':' + std::to_string(at.port);
}

}  // namespace

std::unique_ptr<mail::mailbox> make_mailbox(mail::net::network& net, const plan& what) {
  return what.account == account_type::imap ? mail::imap::make_mailbox(net, what.retrieval)
                                            : mail::pop3::make_mailbox(net, what.retrieval);
}

std::string submission_server(const plan& what) { return text("SMTP", what.submission.server); }

std::string retrieval_server(const plan& what) {
  return text(what.account == account_type::imap ? "IMAP" : "POP3", what.retrieval.server);
}

}  // namespace watchpost::email_monitor
