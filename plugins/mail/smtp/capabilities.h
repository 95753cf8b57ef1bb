// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1). Pure.
#pragma once

#include "reply.h"

#include <cstdint>
#include <string>
#include <vector>

namespace watchpost::mail::smtp {

struct capabilities {
  bool pipelining = false;     // RFC 2920
  bool starttls = false;       // RFC 3207
  bool eight_bit = false;      // RFC 6152
  bool size = false;           // RFC 1870
  std::uint64_t max_size = 0;  // octets; 0: no limit told
  std::vector<std::string>
      mechanisms;  // RFC 4954, upper case, each once; also from the old form "AUTH=PLAIN"
};

// Keywords in any case; unknown and malformed ones do not count. A reply to HELO offers nothing.
capabilities read_capabilities(const reply& ehlo);

}  // namespace watchpost::mail::smtp
