// The text that proves a message to be a probe of one instance:
//
//   wp1.<tag>.<sequence>.<sent>.<mac>      e.g. wp1.5f0c...9a.17.1795348800123.6be1...40
//
// mac = the first 128 bits of HMAC-SHA-256(key, everything before the last dot). It stands in the Message-ID,
// in the field "Watchpost-Probe" and in the body. Without the key it can be neither made nor changed.
#pragma once

#include "identity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::email_monitor {

struct token {
  std::uint64_t sequence = 0;  // of the probe; never used twice by an instance
  std::int64_t sent = 0;       // wall ms at which the probe was prepared
};

std::string seal(const identity& self, const token& t);

enum class seal_kind : std::uint8_t {
  none,
  ours,
  another,
  forged
};  // another: a seal of some other instance

struct unsealed {
  seal_kind kind = seal_kind::none;
  email_monitor::token token;  // only when ours
};

// Compares in constant time.
unsealed unseal(const identity& self, std::string_view text);

}  // namespace watchpost::email_monitor
