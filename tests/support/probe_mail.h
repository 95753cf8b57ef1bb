// The account of the tests of mailboxes, and the mail that they look for in it: that with a field of its own.
#pragma once

#include "mail/mailbox.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace watchpost::mail {

inline const std::string password = "geheim";
inline const std::string secret_base64 = "AG1vbml0b3IAZ2VoZWlt";  // "\0monitor\0geheim"

inline interest is_ours(const message_info& s) {
  return s.header.starts_with("X-Probe: ours\r\n") ? interest::ours : interest::none;
}

struct removal_of {
  mailbox_scan seen;
  std::uint32_t removed = 0;
};

// What every failure has to be: without the password, in clear or as it was sent.
inline void expect_discreet(const failure& f) {
  const auto text = to_string(f);
  EXPECT_EQ(text.find(password), text.npos) << text;
  EXPECT_EQ(text.find(secret_base64), text.npos) << text;
}

}  // namespace watchpost::mail
