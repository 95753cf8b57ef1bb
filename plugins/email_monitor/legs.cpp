#include "legs.h"

#include "mail/imap/mailbox.h"
#include "mail/oauth/mailbox.h"
#include "mail/pop3/mailbox.h"

namespace watchpost::email_monitor {
namespace {

using mail::net::cancellation;
using mail::net::instant;
using mail::net::network;
using mail::net::task;
using mail::oauth::access_token;

void give(mail::sasl::credentials& who, const mail::net::endpoint& server, const access_token& with) {
  who.token = with.text;
  who.host = server.host;
  who.port = server.port;
}

mail::smtp::settings submission_with(const plan& what, const access_token& token) {
  mail::smtp::settings how = what.submission;
  if (how.auth) give(*how.auth, how.server, token);
  return how;
}

std::unique_ptr<mail::mailbox> make_box(mail::broker& from, account_type kind, mail::access_settings how) {
  return kind == account_type::imap ? from.imap(std::move(how)) : from.pop3(std::move(how));
}

task<mail::result<void>> enter(network& net, account_type kind, mail::access_settings how, instant deadline,
                               cancellation cancel, mail::session_report& report) {
  return kind == account_type::imap
             ? mail::imap::sign_in(net, std::move(how), deadline, std::move(cancel), report)
             : mail::pop3::sign_in(net, std::move(how), deadline, std::move(cancel), report);
}

// These hold the settings while the session uses them.
task<mail::result<mail::smtp::receipt>> submit_with(network& net, mail::smtp::settings how,
                                                    const mail::smtp::envelope& who, std::string_view message,
                                                    instant deadline, cancellation cancel,
                                                    mail::session_report& report) {
  mail::result<mail::smtp::receipt> done =
      co_await mail::smtp::submit(net, how, who, message, deadline, cancel, report);
  co_return done;
}

task<mail::result<void>> enter_submission(network& net, mail::smtp::settings how, instant deadline,
                                          cancellation cancel, mail::session_report& report) {
  const mail::result<void> done = co_await mail::smtp::sign_in(net, how, deadline, cancel, report);
  co_return done;
}

}  // namespace

std::unique_ptr<mail::mailbox> make_mailbox(mail::broker& from, const plan& what) {
  if (!what.tokens || !what.token_retrieves) return make_box(from, what.account, what.retrieval);
  const auto make = [&from, kind = what.account](mail::access_settings how) {
    return make_box(from, kind, std::move(how));
  };
  return mail::oauth::make_mailbox(what.tokens, what.retrieval, make);
}

task<mail::result<mail::smtp::receipt>> submit(network& net, const plan& what,
                                               const mail::smtp::envelope& who, std::string_view message,
                                               instant deadline, const cancellation& cancel,
                                               mail::session_report& report) {
  if (!what.tokens || !what.token_submits || !what.submission.auth)
    return mail::smtp::submit(net, what.submission, who, message, deadline, cancel, report);
  return mail::oauth::with_token(
      *what.tokens, deadline, cancel, [=, &net, &what, &who, &report](const access_token& t) {
        return submit_with(net, submission_with(what, t), who, message, deadline, cancel, report);
      });
}

task<mail::result<void>> sign_in_to_submit(network& net, const plan& what, instant deadline,
                                           const cancellation& cancel, mail::session_report& report) {
  if (!what.tokens || !what.token_submits || !what.submission.auth)
    return mail::smtp::sign_in(net, what.submission, deadline, cancel, report);
  return mail::oauth::with_token(
      *what.tokens, deadline, cancel, [=, &net, &what, &report](const access_token& t) {
        return enter_submission(net, submission_with(what, t), deadline, cancel, report);
      });
}

task<mail::result<void>> sign_in_to_retrieve(network& net, const plan& what, instant deadline,
                                             const cancellation& cancel, mail::session_report& report) {
  if (!what.tokens || !what.token_retrieves)
    return enter(net, what.account, what.retrieval, deadline, cancel, report);
  return mail::oauth::with_token(*what.tokens, deadline, cancel,
                                 [=, &net, &what, &report](const access_token& t) {
                                   mail::access_settings how = what.retrieval;
                                   give(how.user, how.server, t);
                                   return enter(net, what.account, std::move(how), deadline, cancel, report);
                                 });
}

}  // namespace watchpost::email_monitor
