// Checks of the settings of a mail account, with the same words for both plugins. Nothing is connected.
#pragma once

#include "mail/net/connection.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace watchpost::account {

struct connection_settings {
  std::string group;     // "smtp" or "mail"
  std::string protocol;  // "SMTP", "IMAP", "POP3"
  std::string server;
  std::optional<std::uint16_t> port;
  mail::net::tls_mode tls{};
  bool by_password = true;
};

// A well-known port that belongs to another tls; a password for a server that takes none.
void check(const connection_settings& given, plugin::diagnostics& diags);

}  // namespace watchpost::account
