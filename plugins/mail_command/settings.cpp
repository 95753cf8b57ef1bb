#include "settings.h"

#include "account/checks.h"

namespace watchpost::mail_command {
namespace {

using mail::net::tls_mode;

tls_mode tls_of(const smtp_settings& s) {
  switch (s.tls) {
    case smtp_tls::none: return tls_mode::none;
    case smtp_tls::starttls: return tls_mode::starttls;
    case smtp_tls::implicit: return tls_mode::implicit;
    case smtp_tls::automatic: break;
  }
  return s.port == 465 ? tls_mode::implicit : tls_mode::starttls;
}

mail::sasl::credentials account_of(const settings& s) {
  return {s.mail.username, std::string(s.mail.password.reveal())};
}

mail::sasl::credentials sender_of(const settings& s) {
  mail::sasl::credentials user = account_of(s);
  if (!s.smtp.username.empty()) user = {s.smtp.username, std::string(s.smtp.password.reveal())};
  if (s.smtp.auth == smtp_auth::login) user.only = "LOGIN";
  return user;
}

bool signs_in(const smtp_settings& s) { return s.auth == smtp_auth::automatic || s.auth == smtp_auth::login; }

// The sign-in that an access token can be given to.
bool takes_tokens(const smtp_settings& s) { return s.auth == smtp_auth::automatic; }
bool submits_by_token(const settings& s) { return takes_tokens(s.smtp) && s.oauth.submits(); }

void check_sending(const settings& s, plugin::diagnostics& diags) {
  if (s.smtp.port == 25)
    diags.warning("smtp.port", "is 25, which many providers block; 'submission' is the port for sending");
  account::check({.group = "smtp",
                  .protocol = "SMTP",
                  .server = s.smtp.server,
                  .port = s.smtp.port,
                  .tls = tls_of(s.smtp),
                  .by_password = signs_in(s.smtp) && !submits_by_token(s)},
                 diags);
  account::check({.group = "mail",
                  .protocol = std::string(name(s.mail.protocol)),
                  .server = s.mail.server,
                  .port = s.mail.port,
                  .tls = s.mail.tls,
                  .by_password = !s.oauth.retrieves()},
                 diags);
  if (!s.tls.ca_file.empty()) diags.reads("tls.ca_file", s.tls.ca_file);
  if (!s.oauth.ca_file.empty()) diags.reads("oauth.ca_file", s.oauth.ca_file);
  account::check_password("mail.password", true, s.mail.password, s.oauth.retrieves(), diags);
  account::check_oauth(s.oauth, takes_tokens(s.smtp), diags);
  if (!s.smtp.username.empty() && s.smtp.password.empty() && signs_in(s.smtp) && !submits_by_token(s))
    diags.error("smtp.password", "is required with smtp.username and missing; give it, or remove both");
  if (s.smtp.username.empty() && s.mail.password.empty() && signs_in(s.smtp) && !submits_by_token(s))
    diags.error("smtp.username",
                "is missing, and there is no mail.password to send with; give it with smtp.password");
  if (s.smtp.auth == smtp_auth::pop_before_smtp && s.mail.protocol != account::account_type::pop3)
    diags.error("smtp.auth",
                "is 'pop-before-smtp' while mail.protocol is 'imap'; "
                "use mail.protocol = pop3, or smtp.auth = auto");
}

}  // namespace

void check(const settings& s, plugin::diagnostics& diags) {
  check_sending(s, diags);
  if (s.mail.after == runtime::after_reading::move && s.mail.protocol == account::account_type::pop3)
    diags.error("after", "is 'move', but POP3 has no folders; use mail.protocol = imap, or after = delete");
  if (s.mail.after == runtime::after_reading::move && s.mail.folder.empty())
    diags.error("mail.folder", "is empty while after is 'move'; name a folder");
  if (!s.tls.verify)
    diags.warning("tls.verify", "is false: anybody in between can read and change the mail; results say so");
  if (s.sender.allow.empty())
    diags.warning("allow", "has no row, so no mail is carried out or answered; alarm mails still go out");
}

runtime::configuration make_config(const settings& s, std::string instance) {
  const mail::net::tls_settings trusted{.verify = s.tls.verify, .ca_file = s.tls.ca_file, .name = s.tls.name};
  runtime::configuration p;
  p.instance = std::move(instance);
  p.address = s.mail.address;

  p.protocol = s.mail.protocol;
  p.retrieval.server = {s.mail.server, s.mail.port.value_or(account::port_of(s.mail.protocol, s.mail.tls))};
  p.retrieval.tls = s.mail.tls;
  p.retrieval.trust = trusted;
  p.retrieval.user = account_of(s);
  p.retrieval.allow_cleartext_login = s.allow_cleartext_login;
  p.retrieval.connect_timeout = s.mail.timeout;
  p.retrieval.fields = {"Message-ID", "Date"};
  p.retrieval.whole_body = s.mail.max_size;
  p.after = s.mail.after;
  p.folder = s.mail.folder;

  p.submission.server = {s.smtp.server, s.smtp.port};
  p.submission.tls = tls_of(s.smtp);
  p.submission.trust = trusted;
  if (signs_in(s.smtp)) p.submission.auth = sender_of(s);
  p.submission.allow_cleartext_login = s.allow_cleartext_login;
  p.submission.ehlo_name = s.smtp.ehlo_name;
  p.submission.connect_timeout = s.smtp.timeout;
  p.pop_before_smtp = s.smtp.auth == smtp_auth::pop_before_smtp;
  account::configure_tokens(s.oauth, s.tls.ca_file, takes_tokens(s.smtp), p);

  p.subject_commands = s.command.in_subject;
  p.end_marker = s.command.end_marker;
  p.max_commands = s.command.max_commands;
  p.max_lines = s.command.max_lines;
  p.freshness = s.command.freshness;
  p.confirm_expires = s.command.confirm_expires;
  p.pulse = s.command.pulse;
  p.language = s.answer.language;
  p.answers_per_hour = s.answer.per_hour;
  return p;
}

}  // namespace watchpost::mail_command
