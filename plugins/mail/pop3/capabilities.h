// What a POP3 server offers: the answer to CAPA (RFC 2449), pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::pop3 {

struct capabilities {
  bool known = false;  // the server understood CAPA
  bool top = false;
  bool uidl = false;
  bool user = false;
  bool pipelining = false;
  std::uint32_t login_delay = 0;  // least seconds between two sign-ins (RFC 2449 section 6.5); 0: none given
  std::vector<std::string> sasl;  // mechanism names, in upper case
};

// Lines of a CAPA body, CRLF or LF between them. Unknown lines are skipped.
capabilities parse_capabilities(std::string_view body);

// A server that does not know CAPA: USER and PASS are all that may be assumed.
capabilities without_capa();

}  // namespace watchpost::mail::pop3
