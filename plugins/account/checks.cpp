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

void check_port(const leg& what, plugin::diagnostics& diags) {
  const auto known =
      std::find_if(ports.begin(), ports.end(), [&](const well_known& one) { return one.port == what.port; });
  if (known == ports.end()) return;
  const std::string port = what.group + ".port = " + std::to_string(known->port);
  if (known->protocol != what.protocol) {
    diags.warning(what.group + ".port", "is " + std::to_string(known->port) + ", the port of " +
                                            std::string(known->protocol) + ", not of " + what.protocol);
  } else if (known->implicit != (what.tls == tls_mode::implicit)) {
    diags.warning(what.group + ".tls",
                  known->implicit
                      ? "does not fit " + port + ", which is TLS from the first byte; use 'implicit'"
                      : "does not fit " + port + ", which begins in the clear; use 'starttls'");
  }
}

}  // namespace

void check(const leg& what, plugin::diagnostics& diags) {
  check_port(what, diags);
  const std::string warning = password_warning(what.server, what.group);
  if (what.by_password && !warning.empty()) diags.warning(what.group + ".server", warning);
}

}  // namespace watchpost::account
