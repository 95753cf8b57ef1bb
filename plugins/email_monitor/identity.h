// Who an instance is to itself: a random name and a random key, made once and kept in its state. Whatever
// mail carries a seal made with the key is its own, and nothing else is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::email_monitor {

struct identity {
  std::string tag;                      // 16 hexadecimal digits; stands in every seal, not secret
  std::array<unsigned char, 32> key{};  // of the HMAC; never leaves the state store
};

// Nothing when the system has no randomness to give.
std::optional<identity> make_identity();

// As the state store keeps it.
std::string to_record(const identity& self);
std::optional<identity> read_identity(std::string_view text);

}  // namespace watchpost::email_monitor
