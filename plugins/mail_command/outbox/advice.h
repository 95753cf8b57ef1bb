// What to do about mail that does not leave, in one sentence that names the settings to look at; and whether
// it is the provider that blocks port 25 (OP25B).
#pragma once

#include "mail/failure.h"

#include <cstdint>
#include <string>

namespace watchpost::mail_command::outbox {

struct sending_facts {
  std::uint16_t port = 0;
  bool signs_in = false;  // SMTP AUTH
  bool pop_before_smtp = false;
};

// Providers let port 25 go to their own servers only: it is refused, silent, or answered with 5yz.
bool looks_blocked(const mail::failure& f, std::uint16_t port);

std::string sending_advice(const mail::failure& f, const sending_facts& facts);

// On the POP3 sign-in before it.
std::string maildrop_advice(const mail::failure& f);

}  // namespace watchpost::mail_command::outbox
