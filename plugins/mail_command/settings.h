// The settings of a mail command instance: one table that hosts see as descriptors and that fills this
// struct. What stands in rows with a grammar of their own (allow, user, totp, signer, alarm.point) is read by
// the parts that they belong to.
#pragma once

#include "account/oauth_settings.h"
#include "mail_command/runtime/configuration.h"

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/settings.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command {

enum class smtp_auth : std::uint8_t { automatic, login, pop_before_smtp, off };
enum class smtp_tls : std::uint8_t { automatic, none, starttls, implicit };

struct mail_settings {
  std::string address, server;
  account::account_type protocol{};
  std::optional<std::uint16_t> port;
  mail::net::tls_mode tls{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::uint64_t max_size{};
  runtime::after_reading after{};
  std::string folder;
};

struct smtp_settings {
  std::string server;
  std::uint16_t port{};
  smtp_tls tls{};
  smtp_auth auth{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::string ehlo_name;
};

struct command_settings {
  bool in_subject = false;
  std::string end_marker;
  std::uint32_t max_commands{}, max_lines{};
  std::chrono::milliseconds freshness{}, confirm_expires{}, pulse{};
};

struct answer_settings {
  runtime::answer_language language{};
  std::uint32_t per_hour{};
};

struct sender_settings {
  std::vector<std::string> allow, signers;
  std::vector<plugin::secret> users, totp;
  std::string authserv;
};

struct alarm_settings {
  bool on = true;
  std::vector<std::string> to, points;
  runtime::answer_language language{};
  bool monitors = true;
  std::chrono::milliseconds hold_off{}, repeat{};
  bool recovery = true;
};

struct trust_settings {
  bool verify = true;
  std::string ca_file;
  std::string name;
};

struct settings {
  mail_settings mail;
  smtp_settings smtp;
  command_settings command;
  answer_settings answer;
  sender_settings sender;
  alarm_settings alarm;
  account::oauth_settings oauth;
  trust_settings tls;
  bool allow_cleartext_login = false;
};

inline constexpr wp_choice protocol_names[] = {{"imap", "IMAP4rev1"}, {"pop3", "POP3"}};
inline constexpr wp_choice tls_names[] = {
    {"none", "clear text"},
    {"starttls", "clear at first, then STARTTLS or STLS before anything is said"},
    {"implicit", "TLS from the first byte"}};
inline constexpr wp_choice smtp_tls_names[] = {
    {"auto", "implicit on port 465 (submissions), STARTTLS elsewhere"},
    {"none", "clear text"},
    {"starttls", "clear at first, then STARTTLS before anything is said"},
    {"implicit", "TLS from the first byte"}};
inline constexpr wp_choice smtp_auth_names[] = {
    {"auto", "SMTP AUTH by the strongest mechanism that both sides know"},
    {"login", "SMTP AUTH LOGIN only"},
    {"pop-before-smtp", "a POP3 sign-in directly before each sending session"},
    {"off", "no sign-in"}};
inline constexpr wp_choice after_names[] = {{"delete", "it is removed from the server"},
                                            {"move", "it is moved to mail.folder"},
                                            {"keep", "it stays; it is not read again"}};
inline constexpr wp_choice language_names[] = {
    {"auto", "the language of the request"}, {"en", "English"}, {"ja", "Japanese"}};

inline constexpr wp_choice alarm_language_names[] = {
    {"auto", "that of the addressee's last mail, else that of the titles; answer.language where that is set"},
    {"en", "English"},
    {"ja", "Japanese"}};

using oauth = account::oauth_params<&settings::oauth>;

inline constexpr auto settings_table = plugin::settings(
    plugin::param::email<&settings::mail, &mail_settings::address>("mail.address")
        .identity()
        .title("Own address")
        .group("Account")
        .required()
        .macro()
        .help("The address of this account. Commands are sent to it, answers and alarm mails come from it."),
    plugin::param::host<&settings::mail, &mail_settings::server>("mail.server")
        .identity()
        .exclusive()
        .title("Mail server")
        .group("Account")
        .required()
        .macro()
        .help("Name or address of the POP3 or IMAP server."),
    plugin::param::choice<&settings::mail, &mail_settings::protocol>("mail.protocol", protocol_names)
        .identity()
        .title("Protocol")
        .group("Account")
        .def("pop3")
        .help("How the account is read."),
    plugin::param::port<&settings::mail, &mail_settings::port>("mail.port")
        .identity()
        .title("Mail port")
        .group("Account")
        .help("A number or a service name. Default: 995 or 993 with implicit TLS, otherwise 110 or 143."),
    plugin::param::choice<&settings::mail, &mail_settings::tls>("mail.tls", tls_names)
        .title("Mail encryption")
        .group("Account")
        .def("implicit")
        .help("STARTTLS or STLS that is not offered is a failure, never a fallback to clear text."),
    plugin::param::string<&settings::mail, &mail_settings::username>("mail.username")
        .identity()
        .exclusive()
        .title("User name")
        .group("Account")
        .required()
        .macro()
        .help("Of the account, which belongs to this instance alone."),
    plugin::param::secret<&settings::mail, &mail_settings::password>("mail.password")
        .title("Password")
        .group("Account")
        .help("Of the account. Required, unless oauth.* has a token for it."),
    plugin::param::duration<&settings::mail, &mail_settings::timeout>("mail.timeout")
        .title("Mail connect timeout")
        .group("Account")
        .advanced()
        .def("30s")
        .min("100ms")
        .max("10m")
        .help("From the name look-up to the connection, implicit TLS included."),
    plugin::param::choice<&settings::mail, &mail_settings::after>("after", after_names)
        .title("After reading")
        .group("Account")
        .def("delete")
        .help("What becomes of a mail, command or not, once its outcome is stored."),
    plugin::param::string<&settings::mail, &mail_settings::folder>("mail.folder")
        .title("Folder for read mail")
        .group("Account")
        .def("Processed")
        .when("after=move")
        .help(
            "Where after = move puts it, as the server has the name. IMAP only; made when it is not there."),
    plugin::param::size<&settings::mail, &mail_settings::max_size>("mail.max_size")
        .title("Largest mail")
        .group("Account")
        .advanced()
        .def("256KiB")
        .min("4KiB")
        .max("1MiB")
        .help("Mail of more bytes is not read for commands."),

    plugin::param::host<&settings::smtp, &smtp_settings::server>("smtp.server")
        .title("SMTP server")
        .group("Sending")
        .required()
        .macro()
        .help("Name or address of the server that takes answers and alarm mails."),
    plugin::param::port<&settings::smtp, &smtp_settings::port>("smtp.port")
        .title("SMTP port")
        .group("Sending")
        .def("submission")
        .help("A number or a service name: submission (587), submissions (465), smtp (25). "
              "Many providers block port 25."),
    plugin::param::choice<&settings::smtp, &smtp_settings::tls>("smtp.tls", smtp_tls_names)
        .title("SMTP encryption")
        .group("Sending")
        .def("auto")
        .help("STARTTLS that is not offered is a failure, never a fallback to clear text."),
    plugin::param::choice<&settings::smtp, &smtp_settings::auth>("smtp.auth", smtp_auth_names)
        .title("SMTP sign-in")
        .group("Sending")
        .def("auto")
        .help("How the server knows who sends."),
    plugin::param::string<&settings::smtp, &smtp_settings::username>("smtp.username")
        .title("SMTP user name")
        .group("Sending")
        .macro()
        .help("Default: mail.username, with mail.password."),
    plugin::param::secret<&settings::smtp, &smtp_settings::password>("smtp.password")
        .title("SMTP password")
        .group("Sending")
        .help("Belongs to smtp.username. Required with it, unless oauth.* has a token for it."),
    plugin::param::duration<&settings::smtp, &smtp_settings::timeout>("smtp.timeout")
        .title("SMTP connect timeout")
        .group("Sending")
        .advanced()
        .def("30s")
        .min("100ms")
        .max("10m")
        .help("From the name look-up to the connection, implicit TLS included."),
    plugin::param::string<&settings::smtp, &smtp_settings::ehlo_name>("smtp.ehlo")
        .title("EHLO name")
        .group("Sending")
        .advanced()
        .help("How this machine calls itself to the server. Default: its address."),

    plugin::param::string<&settings::sender, &sender_settings::allow>("allow")
        .title("Sender rule")
        .group("Senders")
        .help("Who may do what, one rule a row, e.g. 'tanaka@example.jp operate pump* assurance=totp'. "
              "Without a rule nobody is answered."),
    plugin::param::secret<&settings::sender, &sender_settings::users>("user")
        .title("User")
        .group("Senders")
        .help("A name and the hash of a password that may stand in a mail, one user a row: 'NAME HASH', "
              "and 'from=ADDRESS,...' for whence. host_sim hash-password makes the hash."),
    plugin::param::secret<&settings::sender, &sender_settings::totp>("totp")
        .title("One-time codes")
        .group("Senders")
        .help("Whose one-time codes (RFC 6238) are made from which secret, one a row: "
              "'tanaka@example.jp SECRET' or 'user:NAME SECRET', in base32. host_sim totp makes one."),
    plugin::param::string<&settings::sender, &sender_settings::authserv>("authserv")
        .title("Authentication server id")
        .group("Senders")
        .help("The authserv-id that the own mail server writes into Authentication-Results (RFC 8601), "
              "and removes from mail that comes in with it. Only its topmost fields are believed. "
              "'no-id received=N' for a server that writes no id (Exchange Online)."),
    plugin::param::string<&settings::sender, &sender_settings::signers>("signer")
        .title("S/MIME signer")
        .group("Senders")
        .help("Whose signature counts, one a row: 'tanaka@example.jp ca=/etc/watchpost/people.pem'. "
              "The file has the authorities in PEM."),
    plugin::param::duration<&settings::command, &command_settings::freshness>("freshness")
        .title("Freshness")
        .group("Commands")
        .def("15m")
        .min("1m")
        .max("7d")
        .help("Mail whose Date or arrival is older, or as far in the future, is not carried out."),
    plugin::param::boolean<&settings::command, &command_settings::in_subject>("command.subject")
        .title("Commands in the subject")
        .group("Commands")
        .def("false")
        .help("Whether a subject that is a command is carried out as the first line."),
    plugin::param::string<&settings::command, &command_settings::end_marker>("command.end")
        .title("End marker")
        .group("Commands")
        .help(
            "A line that ends the commands, for mail whose provider adds text. 'quit' and '-- ' always do."),
    plugin::param::integer<&settings::command, &command_settings::max_commands>("command.max_commands")
        .title("Most commands")
        .group("Commands")
        .advanced()
        .def("20")
        .min("1")
        .max("100")
        .help("In one mail."),
    plugin::param::integer<&settings::command, &command_settings::max_lines>("command.max_lines")
        .title("Most lines")
        .group("Commands")
        .advanced()
        .def("200")
        .min("1")
        .max("2000")
        .help("Of the text that are read."),
    plugin::param::duration<&settings::command, &command_settings::pulse>("command.pulse")
        .title("Length of a pulse")
        .group("Commands")
        .def("1s")
        .min("100ms")
        .max("1h")
        .help("How long 'pulse' leaves an output switched, unless the command says 'for'."),
    plugin::param::duration<&settings::command, &command_settings::confirm_expires>("confirm.expires")
        .title("Time to confirm")
        .group("Commands")
        .def("15m")
        .min("1m")
        .max("1d")
        .help("How long the code of an answer that asks for confirmation is good."),

    plugin::param::choice<&settings::answer, &answer_settings::language>("answer.language", language_names)
        .title("Language of answers")
        .group("Answers")
        .def("auto")
        .help("Of the words; titles of points stay as they are."),
    plugin::param::integer<&settings::answer, &answer_settings::per_hour>("answer.per_hour")
        .title("Most answers")
        .group("Answers")
        .def("20")
        .min("1")
        .max("1000")
        .help("To one person in an hour, counted for itself where mail proves who wrote it. Mail beyond that "
              "is left unanswered and is not carried out."),

    plugin::param::boolean<&settings::alarm, &alarm_settings::on>("alarm.enabled")
        .title("Alarm mails")
        .group("Alarms")
        .def("true")
        .help("The master switch."),
    plugin::param::email<&settings::alarm, &alarm_settings::to>("alarm.to")
        .title("Alarm addresses")
        .group("Alarms")
        .help("Up to five, one a row, numbered from 1."),
    plugin::param::string<&settings::alarm, &alarm_settings::points>("alarm.point")
        .title("Alarm mails of points")
        .group("Alarms")
        .help("Which points tell whom, one rule a row, e.g. 'pump* to=1,3' or 'door* off'. "
              "Without a rule the first three addresses are told."),
    plugin::param::choice<&settings::alarm, &alarm_settings::language>("alarm.language", alarm_language_names)
        .title("Language of alarm mails")
        .group("Alarms")
        .def("auto")
        .help("Of the whole mail, but for what the facility and the monitors say in words of their own."),
    plugin::param::boolean<&settings::alarm, &alarm_settings::monitors>("alarm.monitors")
        .title("Alarm mails of monitors")
        .group("Alarms")
        .def("true")
        .help("Whether monitors that change their state are told of as well."),
    plugin::param::duration<&settings::alarm, &alarm_settings::hold_off>("alarm.hold_off")
        .title("Hold-off")
        .group("Alarms")
        .def("0s")
        .max("1d")
        .help("An alarm that is over sooner is not told of."),
    plugin::param::duration<&settings::alarm, &alarm_settings::repeat>("alarm.repeat")
        .title("Repeat")
        .group("Alarms")
        .def("0s")
        .max("7d")
        .help("How often an alarm that nobody acknowledges is told again; 0s: never."),
    plugin::param::boolean<&settings::alarm, &alarm_settings::recovery>("alarm.recovery")
        .title("Recovery mails")
        .group("Alarms")
        .def("true")
        .help("Whether the end of an alarm is told of."),

    oauth::token_file, oauth::token_url, oauth::client_id, oauth::client_secret, oauth::client_auth,
    oauth::refresh_token, oauth::scope, oauth::use, oauth::ca_file,

    plugin::param::boolean<&settings::tls, &trust_settings::verify>("tls.verify")
        .title("Verify certificates")
        .group("Security")
        .def("true")
        .help("Chain and name of the mail servers. Giving it up is shown in every result."),
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
    plugin::param::boolean<&settings::allow_cleartext_login>("allow_cleartext_login")
        .title("Allow clear-text sign-in")
        .group("Security")
        .advanced()
        .def("false")
        .help("Lets passwords and access tokens be readable on connections without TLS."));

// What one setting says against another.
void check(const settings& s, plugin::diagnostics& diags);

// The configuration that the settings make, for the instance of that name.
runtime::configuration make_config(const settings& s, std::string instance);

}  // namespace watchpost::mail_command
