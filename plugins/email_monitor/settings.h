// The settings of an email monitor: one table that hosts see as descriptors and that fills this struct.
#pragma once

#include "account/oauth_settings.h"
#include "configuration.h"

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/settings.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::email_monitor {

enum class smtp_auth : std::uint8_t { off, automatic };
enum class first_poll : std::uint8_t { up, pending };

struct smtp_settings {
  std::string server;
  std::optional<std::uint16_t> port;
  std::string to, from;
  mail::net::tls_mode tls{};
  smtp_auth auth{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::string ehlo_name;
};

struct mail_settings {
  std::string server;
  account_type protocol{};
  std::optional<std::uint16_t> port;
  mail::net::tls_mode tls{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::vector<std::string> folders;
};

struct trust_settings {
  bool verify = true;
  std::string ca_file;
  std::string name;
  std::chrono::milliseconds expiry_warning{};
};

struct settings {
  smtp_settings smtp;
  mail_settings mail;
  account::oauth_settings oauth;
  trust_settings tls;
  std::optional<std::chrono::milliseconds> delivery_deadline, delivery_warning, delivery_critical;
  std::optional<poll_mode> mode;
  first_poll first{};
  bool allow_cleartext_login = false;
  std::chrono::milliseconds retry_after{};
};

inline constexpr wp_choice protocol_names[] = {{"imap", "IMAP4rev1"}, {"pop3", "POP3"}};
inline constexpr wp_choice tls_names[] = {
    {"none", "clear text"},
    {"starttls", "clear at first, then STARTTLS or STLS before anything is said"},
    {"implicit", "TLS from the first byte"}};
inline constexpr wp_choice auth_names[] = {{"off", "no sign-in"},
                                           {"auto", "the strongest mechanism that both sides know"}};
inline constexpr wp_choice mode_names[] = {
    {"next_poll", "each poll looks for the probe of the poll before"},
    {"same_poll", "each poll waits for its own probe (one-shot checks)"}};
inline constexpr wp_choice first_names[] = {{"up", "submission alone counts, once"},
                                            {"pending", "nothing is claimed yet"}};

using oauth = account::oauth_params<&settings::oauth>;

inline constexpr auto settings_table = plugin::settings(
    plugin::param::host<&settings::smtp, &smtp_settings::server>("smtp.server")
        .identity()
        .title("SMTP server")
        .group("Sending")
        .macro()
        .def("%Device.Address")
        .help("Name or address of the server that takes the probe."),
    plugin::param::port<&settings::smtp, &smtp_settings::port>("smtp.port")
        .identity()
        .title("SMTP port")
        .group("Sending")
        .help("A number or a service name. Default: 25, or 465 with smtp.tls = implicit."),
    plugin::param::email<&settings::smtp, &smtp_settings::to>("smtp.to")
        .identity()
        .title("Mail to")
        .group("Sending")
        .required()
        .macro()
        .help("Recipient of the probe: an address that is delivered to the mailbox below."),
    plugin::param::email<&settings::smtp, &smtp_settings::from>("smtp.from")
        .identity()
        .title("Mail from")
        .group("Sending")
        .required()
        .macro()
        .help("Sender of the probe; bounces go there."),
    plugin::param::choice<&settings::smtp, &smtp_settings::tls>("smtp.tls", tls_names)
        .title("SMTP encryption")
        .group("Sending")
        .def("starttls")
        .help("STARTTLS that is not offered is a failure, never a fallback to clear text."),
    plugin::param::choice<&settings::smtp, &smtp_settings::auth>("smtp.auth", auth_names)
        .title("SMTP sign-in")
        .group("Sending")
        .def("off")
        .help("SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, PLAIN and LOGIN are known; "
              "the strongest mutual one is used. With a token (oauth.*) it is OAUTHBEARER or XOAUTH2."),
    plugin::param::string<&settings::smtp, &smtp_settings::username>("smtp.username")
        .identity()
        .title("SMTP user name")
        .group("Sending")
        .required()
        .macro()
        .when("smtp.auth=auto")
        .help("To sign in as."),
    plugin::param::secret<&settings::smtp, &smtp_settings::password>("smtp.password")
        .title("SMTP password")
        .group("Sending")
        .when("smtp.auth=auto")
        .help("To sign in with. Required, unless oauth.* has a token for it."),
    plugin::param::duration<&settings::smtp, &smtp_settings::timeout>("smtp.timeout")
        .title("SMTP connect timeout")
        .group("Sending")
        .def("30s")
        .min("100ms")
        .max("10m")
        .help("From the name look-up to the connection, implicit TLS included."),
    plugin::param::string<&settings::smtp, &smtp_settings::ehlo_name>("smtp.ehlo")
        .title("EHLO name")
        .group("Sending")
        .advanced()
        .help("The name that the monitor gives itself. Default: the address of its end of the connection."),

    plugin::param::host<&settings::mail, &mail_settings::server>("mail.server")
        .identity()
        .title("Mail server")
        .group("Receiving")
        .macro()
        .def("%Device.Address")
        .help("Name or address of the IMAP or POP3 server."),
    plugin::param::choice<&settings::mail, &mail_settings::protocol>("mail.protocol", protocol_names)
        .identity()
        .title("Account type")
        .group("Receiving")
        .def("imap")
        .help("How the mailbox is read."),
    plugin::param::port<&settings::mail, &mail_settings::port>("mail.port")
        .identity()
        .title("Mail port")
        .group("Receiving")
        .help("A number or a service name. Default: 993 or 995 with implicit TLS, otherwise 143 or 110."),
    plugin::param::choice<&settings::mail, &mail_settings::tls>("mail.tls", tls_names)
        .title("Mail encryption")
        .group("Receiving")
        .def("implicit")
        .help("STARTTLS or STLS that is not offered is a failure, never a fallback to clear text."),
    plugin::param::string<&settings::mail, &mail_settings::username>("mail.username")
        .identity()
        .title("User name")
        .group("Receiving")
        .required()
        .macro()
        .help("Of the mailbox. Any number of monitors may share one."),
    plugin::param::secret<&settings::mail, &mail_settings::password>("mail.password")
        .title("Password")
        .group("Receiving")
        .help("Of the mailbox. Required, unless oauth.* has a token for it."),
    plugin::param::duration<&settings::mail, &mail_settings::timeout>("mail.timeout")
        .title("Mail connect timeout")
        .group("Receiving")
        .def("30s")
        .min("100ms")
        .max("10m")
        .help("From the name look-up to the connection, implicit TLS included."),
    plugin::param::string<&settings::mail, &mail_settings::folders>("mail.folders")
        .title("Other folders")
        .group("Receiving")
        .help("Where to look for a probe beside INBOX and the folder for junk, which the server names. "
              "One name a row, in plain text, as the server has it, e.g. Archive/2026. IMAP only."),

    oauth::token_file, oauth::token_url, oauth::client_id, oauth::client_secret, oauth::client_auth,
    oauth::refresh_token, oauth::scope, oauth::use, oauth::ca_file,

    plugin::param::boolean<&settings::tls, &trust_settings::verify>("tls.verify")
        .title("Verify certificates")
        .group("Security")
        .def("true")
        .help("Chain and name. Giving it up is shown in every result."),
    plugin::param::path<&settings::tls, &trust_settings::ca_file>("tls.ca_file")
        .title("CA file")
        .group("Security")
        .help("PEM file of the authorities to trust. Default: the system's."),
    plugin::param::host<&settings::tls, &trust_settings::name>("tls.name")
        .title("Name in the certificate")
        .group("Security")
        .macro()
        .help(
            "What the certificate of a server must be for that is set by its address, as by %Device.Address; "
            "often %Device.HostName. Default: that address."),
    plugin::param::duration<&settings::tls, &trust_settings::expiry_warning>("tls.expiry_warning")
        .title("Certificate expiry warning")
        .group("Security")
        .def("14d")
        .min("0s")
        .help("A certificate that ends sooner makes the result a warning; 0s: never."),
    plugin::param::boolean<&settings::allow_cleartext_login>("allow_cleartext_login")
        .title("Allow clear-text sign-in")
        .group("Security")
        .advanced()
        .def("false")
        .help("Lets passwords and access tokens be readable on connections without TLS."),
    plugin::param::duration<&settings::retry_after>("auth.retry_after")
        .title("Pause after a refused sign-in")
        .group("Security")
        .advanced()
        .def("1h")
        .min("0s")
        .max("7d")
        .help("User and password that a server has refused are not tried again before that, "
              "as accounts lock; a changed password is tried at once. 0s: they are tried at every poll."),

    plugin::param::duration<&settings::delivery_deadline>("delivery.deadline")
        .title("Delivery deadline")
        .group("Judgement")
        .min("1s")
        .help("A probe that is not there by then is lost. Default: the interval of the polls; "
              "5m where they have none, as with host_sim check."),
    plugin::param::duration<&settings::delivery_warning>("delivery.warning")
        .title("Slow delivery: warning")
        .group("Judgement")
        .min("1s")
        .help("A probe that takes that long makes the result a warning. Default: never."),
    plugin::param::duration<&settings::delivery_critical>("delivery.critical")
        .title("Slow delivery: critical")
        .group("Judgement")
        .min("1s")
        .help("A probe that takes that long makes the result critical. Default: never."),
    plugin::param::choice<&settings::first>("first_poll", first_names)
        .title("First poll")
        .group("Judgement")
        .def("up")
        .help("What the first poll says when its submission went well."),
    plugin::param::choice<&settings::mode>("mode", mode_names)
        .title("Mode")
        .group("Judgement")
        .help(
            "When the arrival of a probe is checked. Default: next_poll; same_poll where the host keeps no state, "
            "as host_sim check without --state."));

// delivery.warning < delivery.critical < delivery.deadline, as far as they are set.
void check_limits(const settings& s, plugin::diagnostics& diags);

// What is likely not meant: ports, files, passwords where none are taken. Only when nothing is wrong.
void check_account(const settings& s, plugin::diagnostics& diags);

// The mode that is set, or fits a host that keeps state or none.
poll_mode choose_mode(const settings& s, bool keeps_state, plugin::diagnostics& diags);

// Passwords and access tokens: what is missing, and what excludes each other.
void check_sign_in(const settings& s, plugin::diagnostics& diags);

// The plan that the settings make, for the instance of that name.
configuration make_configuration(const settings& s, std::string instance);

}  // namespace watchpost::email_monitor
