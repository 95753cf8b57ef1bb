// What a configured monitor is to do, in the mail library's terms.
#pragma once

#include "mail/mailbox.h"
#include "mail/oauth/grant.h"
#include "mail/oauth/source.h"
#include "mail/smtp/submit.h"
#include "refusals.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::email_monitor {

enum class account_type : std::uint8_t { imap, pop3 };
enum class poll_mode : std::uint8_t { next_poll, same_poll };

struct plan {
  std::string instance;  // stands in the subject of probes
  poll_mode mode = poll_mode::next_poll;
  bool first_poll_is_up = true;
  std::optional<std::chrono::milliseconds> delivery_deadline;  // nothing: see deadline()

  std::optional<std::chrono::milliseconds> delivery_warning, delivery_critical;
  std::chrono::milliseconds retry_after{};  // of a sign-in that was refused

  std::chrono::milliseconds expiry_warning{};  // certificates that end sooner; 0: never

  std::string from, to;
  mail::smtp::settings submission;

  account_type account = account_type::imap;
  mail::access_settings retrieval;

  // Signing in with access tokens. One of the two sources, or none.
  std::string token_file;
  std::optional<mail::oauth::client> token_client;
  bool token_submits = false, token_retrieves = false;
  // The source while the instance is active; null: passwords.
  std::shared_ptr<mail::oauth::source> tokens;
};

// By when a probe is to be there: what is set, or the interval of the polls; `interval` is 0 where they have none.
std::chrono::milliseconds deadline(const plan& what, std::chrono::milliseconds interval);

// The sign-ins, as refusals.h knows them; without credentials where none is wanted.
sign_in_facts submission_sign_in(const plan& what);
sign_in_facts retrieval_sign_in(const plan& what);

// "SMTP mx.example:25", "IMAP mx.example:993"
std::string submission_server(const plan& what);
std::string retrieval_server(const plan& what);

}  // namespace watchpost::email_monitor
