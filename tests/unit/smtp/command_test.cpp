#include "mail/smtp/command.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail::smtp;

TEST(Command, WritesMail) {
  EXPECT_EQ(mail_command("a@b", {}), "MAIL FROM:<a@b>\r\n");
  EXPECT_EQ(mail_command("", {}), "MAIL FROM:<>\r\n");
  EXPECT_EQ(mail_command("a@b", {.size = 12, .eight_bit = false}), "MAIL FROM:<a@b> SIZE=12\r\n");
  EXPECT_EQ(mail_command("a@b", {.size = 12, .eight_bit = true}),
            "MAIL FROM:<a@b> SIZE=12 BODY=8BITMIME\r\n");
}

TEST(Command, WritesRcpt) { EXPECT_EQ(rcpt_command("a@b"), "RCPT TO:<a@b>\r\n"); }

TEST(Command, WritesAuth) {
  EXPECT_EQ(auth_command("LOGIN", nullptr).view(), "AUTH LOGIN\r\n");
  const watchpost::mail::secret initial("AGEAYg==");
  EXPECT_EQ(auth_command("PLAIN", &initial).view(), "AUTH PLAIN AGEAYg==\r\n");
}

TEST(AddressLiteral, IsOfOurEnd) {
  EXPECT_EQ(address_literal("192.0.2.10"), "[192.0.2.10]");
  EXPECT_EQ(address_literal("2001:db8::1"), "[IPv6:2001:db8::1]");
  EXPECT_EQ(address_literal("fe80::1%eth0"), "[IPv6:fe80::1]");
  EXPECT_EQ(address_literal("::ffff:192.0.2.10"), "[192.0.2.10]");
}

}  // namespace
