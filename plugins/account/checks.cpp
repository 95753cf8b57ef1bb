#include "checks.h"

#include "microsoft.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace watchpost::account {
namespace {

using mail::net::tls_mode;

struct well_known {
  std::uint16_t port;
  std::string_view protocol;
  bool implicit;  // TLS from the first byte
};
constexpr std::array ports{well_known{25, "SMTP", false}, well_known{587, "SMTP", false},
                           well_known{465, "SMTP", true}, well_known{143, "IMAP", false},
                           well_known{993, "IMAP", true}, well_known{110, "POP3", false},
                           well_known{995, "POP3", true}};

void check_port(const connection_settings& given, plugin::diagnostics& diags) {
  const auto known =
      std::find_if(ports.begin(), ports.end(), [&](const well_known& one) { return one.port == given.port; });
  if (known == ports.end()) return;
  const std::string port = given.group + ".port = " + std::to_string(known->port);
  if (known->protocol != given.protocol) {
    diags.warning(given.group + ".port", "is " + std::to_string(known->port) + ", the port of " +
                                             std::string(known->protocol) + ", not of " + given.protocol);
  } else if (known->implicit != (given.tls == tls_mode::implicit)) {
    diags.warning(given.group + ".tls",
                  known->implicit
                      ? "does not fit " + port + ", which is TLS from the first byte; use 'implicit'"
                      : "does not fit " + port + ", which begins in the clear; use 'starttls'");
  }
}

}  // namespace

void check(const connection_settings& given, plugin::diagnostics& diags) {
  check_port(given, diags);
  const std::string warning = password_warning(given.server, given.group);
  if (given.by_password && !warning.empty()) diags.warning(given.group + ".server", warning);
}

}  // namespace watchpost::account
