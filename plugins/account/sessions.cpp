#include "sessions.h"

#include "mail/file.h"
#include "mail/imap/mailbox.h"
#include "mail/json/record.h"
#include "mail/oauth/mailbox.h"
#include "mail/oauth/token_store.h"
#include "mail/pop3/mailbox.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <utility>

namespace watchpost::account {
namespace {

using mail::net::cancellation;
using mail::net::instant;
using mail::net::network;
using mail::net::task;
using mail::oauth::access_token;

void give(mail::sasl::credentials& credentials, const mail::net::endpoint& server,
          const access_token& token) {
  credentials.token = token.text;
  credentials.host = server.host;
  credentials.port = server.port;
}

mail::smtp::settings submission_with(const access& to, const access_token& token) {
  mail::smtp::settings settings = to.submission;
  if (settings.auth) give(*settings.auth, settings.server, token);
  return settings;
}

template <class Make>
std::unique_ptr<mail::mailbox> with_tokens(const access& to, Make make) {
  if (!to.tokens || !to.token_retrieves) return make(to.retrieval);
  return mail::oauth::make_mailbox(to.tokens, to.retrieval, make);
}

task<mail::result<void>> enter(network& net, account_type kind, mail::access_settings settings,
                               instant deadline, cancellation cancel, mail::session_report& report) {
  return kind == account_type::imap
             ? mail::imap::sign_in(net, std::move(settings), deadline, std::move(cancel), report)
             : mail::pop3::sign_in(net, std::move(settings), deadline, std::move(cancel), report);
}

// These hold the settings while the session uses them.
task<mail::result<mail::smtp::receipt>> submit_with(network& net, mail::smtp::settings settings,
                                                    const mail::smtp::envelope& envelope,
                                                    std::string_view message, instant deadline,
                                                    cancellation cancel, mail::session_report& report,
                                                    mail::smtp::text_gate before_text) {
  mail::result<mail::smtp::receipt> done = co_await mail::smtp::submit(
      net, settings, envelope, message, deadline, cancel, report, std::move(before_text));
  co_return done;
}

task<mail::result<void>> enter_submission(network& net, mail::smtp::settings settings, instant deadline,
                                          cancellation cancel, mail::session_report& report) {
  const mail::result<void> done = co_await mail::smtp::sign_in(net, settings, deadline, cancel, report);
  co_return done;
}

}  // namespace

std::unique_ptr<mail::mailbox> make_mailbox(mail::broker& from, const access& to) {
  const auto make = [&from, kind = to.protocol](mail::access_settings settings) {
    return kind == account_type::imap ? from.imap(std::move(settings)) : from.pop3(std::move(settings));
  };
  return with_tokens(to, make);
}

std::unique_ptr<mail::mailbox> make_mailbox(network& net, const access& to) {
  const auto make = [&net, kind = to.protocol](mail::access_settings settings) {
    return kind == account_type::imap ? mail::imap::make_mailbox(net, std::move(settings))
                                      : mail::pop3::make_mailbox(net, std::move(settings));
  };
  return with_tokens(to, make);
}

task<mail::result<mail::smtp::receipt>> submit(network& net, const access& to,
                                               const mail::smtp::envelope& envelope, std::string_view message,
                                               instant deadline, const cancellation& cancel,
                                               mail::session_report& report,
                                               mail::smtp::text_gate before_text) {
  if (!to.tokens || !to.token_submits || !to.submission.auth)
    return mail::smtp::submit(net, to.submission, envelope, message, deadline, cancel, report,
                              std::move(before_text));
  return mail::oauth::with_token(*to.tokens, deadline, cancel,
                                 [=, &net, &to, &envelope, &report](const access_token& t) {
                                   return submit_with(net, submission_with(to, t), envelope, message,
                                                      deadline, cancel, report, before_text);
                                 });
}

task<mail::result<void>> sign_in_to_submit(network& net, const access& to, instant deadline,
                                           const cancellation& cancel, mail::session_report& report) {
  if (!to.tokens || !to.token_submits || !to.submission.auth)
    return mail::smtp::sign_in(net, to.submission, deadline, cancel, report);
  return mail::oauth::with_token(
      *to.tokens, deadline, cancel, [=, &net, &to, &report](const access_token& t) {
        return enter_submission(net, submission_with(to, t), deadline, cancel, report);
      });
}

task<mail::result<void>> sign_in_to_retrieve(network& net, const access& to, instant deadline,
                                             const cancellation& cancel, mail::session_report& report) {
  if (!to.tokens || !to.token_retrieves)
    return enter(net, to.protocol, to.retrieval, deadline, cancel, report);
  return mail::oauth::with_token(
      *to.tokens, deadline, cancel, [=, &net, &to, &report](const access_token& t) {
        mail::access_settings settings = to.retrieval;
        give(settings.user, settings.server, t);
        return enter(net, to.protocol, std::move(settings), deadline, cancel, report);
      });
}

std::optional<std::string> open_to_all(const access& to) {
  if (to.token_file.empty() || !mail::is_open_to_all(to.token_file)) return std::nullopt;
  return "everybody on this machine can read " + plugin::quoted(to.token_file) +
         " (oauth.token_file); run: chmod o= " + to.token_file;
}

std::string kept_token(const plugin::entries& stored, std::string& why) {
  const auto found = stored.find(kept_token_key);
  if (found == stored.end()) return {};
  if (mail::oauth::read_kept_token(found->second)) return found->second;
  why = mail::json::unreadable(kept_token_key);
  return {};
}

void take_tokens(access& to, mail::oauth::issuer& from, mail::oauth::keeper& with, std::string_view stored) {
  if (to.tokens) return;
  if (to.token_client) to.tokens = from.join(*to.token_client, with, stored);
  if (!to.token_file.empty()) to.tokens = mail::oauth::make_token_file(to.token_file);
}

task<void> leave_tokens(access& to) {
  const auto source = std::exchange(to.tokens, nullptr);
  if (source) co_await source->leave();
}

}  // namespace watchpost::account
