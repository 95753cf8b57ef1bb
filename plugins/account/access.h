// A mail account in the terms of the mail library: where it is read, where its mail is sent, and how to sign in.
#pragma once

#include "mail/mailbox.h"
#include "mail/oauth/grant.h"
#include "mail/oauth/source.h"
#include "mail/smtp/submit.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::account {

enum class account_type : std::uint8_t { imap, pop3 };

struct access {
  account_type protocol = account_type::imap;
  mail::access_settings retrieval;
  mail::smtp::settings submission;

  // Signing in with access tokens. One of the two sources, or none.
  std::string token_file;
  std::optional<mail::oauth::client> token_client;
  bool token_submits = false, token_retrieves = false;
  // The source while the instance is active; null: passwords.
  std::shared_ptr<mail::oauth::source> tokens;
};

// "IMAP", "POP3"
constexpr std::string_view name(account_type protocol) {
  return protocol == account_type::imap ? "IMAP" : "POP3";
}

// Where a protocol is served (RFC 8314, RFC 9051, RFC 1939).
constexpr std::uint16_t port_of(account_type protocol, mail::net::tls_mode tls) {
  const bool implicit = tls == mail::net::tls_mode::implicit;
  if (protocol == account_type::imap) return implicit ? 993 : 143;
  return implicit ? 995 : 110;
}

// "SMTP mx.example:587", "IMAP mx.example:993"
std::string submission_server(const access& to);
std::string retrieval_server(const access& to);

}  // namespace watchpost::account
