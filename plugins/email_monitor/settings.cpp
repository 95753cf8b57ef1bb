#include "settings.h"

#include "account/checks.h"
#include "identify.h"

namespace watchpost::email_monitor {
namespace {

using mail::net::tls_mode;

bool signs_in_to_submit(const settings& s) { return s.smtp.auth == smtp_auth::automatic; }

}  // namespace

void check_limits(const settings& s, plugin::diagnostics& diags) {
  const auto below = [&](const auto& low, const char* low_key, const auto& high, const char* high_key) {
    if (low && high && *low >= *high)
      diags.error(low_key, std::string("must be below ") + high_key + ", or it never tells anything");
  };
  below(s.delivery_warning, "delivery.warning", s.delivery_critical, "delivery.critical");
  below(s.delivery_critical, "delivery.critical", s.delivery_deadline, "delivery.deadline");
  if (!s.delivery_critical)
    below(s.delivery_warning, "delivery.warning", s.delivery_deadline, "delivery.deadline");
}

void check_account(const settings& s, plugin::diagnostics& diags) {
  account::check({.group = "smtp",
                  .protocol = "SMTP",
                  .server = s.smtp.server,
                  .port = s.smtp.port,
                  .tls = s.smtp.tls,
                  .by_password = signs_in_to_submit(s) && !s.oauth.submits()},
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
}

void check_sign_in(const settings& s, plugin::diagnostics& diags) {
  const bool submits = signs_in_to_submit(s);
  account::check_password("smtp.password", submits, s.smtp.password, submits && s.oauth.submits(), diags);
  account::check_password("mail.password", true, s.mail.password, s.oauth.retrieves(), diags);
  account::check_oauth(s.oauth, submits, diags);
}

poll_mode choose_mode(const settings& s, bool keeps_state, plugin::diagnostics& diags) {
  if (s.mode == poll_mode::next_poll && !keeps_state)
    diags.error(
        "mode",
        "is 'next_poll', which looks for the probe of the poll before, but no state is kept between polls; "
        "give the host a state (host_sim check --state FILE), or use mode = same_poll");
  return s.mode.value_or(keeps_state ? poll_mode::next_poll : poll_mode::same_poll);
}

configuration make_configuration(const settings& s, std::string instance) {
  const mail::net::tls_settings trusted{.verify = s.tls.verify, .ca_file = s.tls.ca_file, .name = s.tls.name};
  configuration p;
  p.instance = std::move(instance);
  p.mode = s.mode.value_or(poll_mode::next_poll);
  p.first_poll_is_up = s.first == first_poll::up;
  p.delivery_deadline = s.delivery_deadline;
  p.delivery_warning = s.delivery_warning;
  p.delivery_critical = s.delivery_critical;
  p.retry_after = s.retry_after;
  p.expiry_warning = s.tls.expiry_warning;
  p.from = s.smtp.from;
  p.to = s.smtp.to;

  const std::uint16_t smtp_port = s.smtp.tls == tls_mode::implicit ? 465 : 25;
  p.submission.server = {s.smtp.server, s.smtp.port.value_or(smtp_port)};
  p.submission.tls = s.smtp.tls;
  p.submission.trust = trusted;
  if (signs_in_to_submit(s))
    p.submission.auth.emplace(s.smtp.username, std::string(s.smtp.password.reveal()));
  p.submission.allow_cleartext_login = s.allow_cleartext_login;
  p.submission.ehlo_name = s.smtp.ehlo_name;
  p.submission.connect_timeout = s.smtp.timeout;

  p.protocol = s.mail.protocol;
  p.retrieval.server = {s.mail.server, s.mail.port.value_or(account::port_of(s.mail.protocol, s.mail.tls))};
  p.retrieval.tls = s.mail.tls;
  p.retrieval.trust = trusted;
  p.retrieval.user = {s.mail.username, std::string(s.mail.password.reveal())};
  p.retrieval.allow_cleartext_login = s.allow_cleartext_login;
  p.retrieval.connect_timeout = s.mail.timeout;
  if (s.mail.protocol == account_type::imap) p.retrieval.folders = s.mail.folders;
  p.retrieval.fields = identifying_fields();
  account::configure_tokens(s.oauth, s.tls.ca_file, signs_in_to_submit(s), p);
  return p;
}

}  // namespace watchpost::email_monitor
