#include "mail/pop3/reply.h"

#include <gtest/gtest.h>

namespace watchpost::mail::pop3 {
namespace {

TEST(capabilities, of_a_common_server) {
  const auto can = parse_capabilities(
      "CAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\nAUTH-RESP-CODE\r\nUSER\r\nSASL PLAIN login\r\n");
  EXPECT_TRUE(can.known);
  EXPECT_TRUE(can.top && can.uidl && can.user && can.pipelining);
  EXPECT_EQ(can.sasl, (std::vector<std::string>{"PLAIN", "LOGIN"}));
  EXPECT_EQ(can.login_delay, 0U);
}

TEST(capabilities, are_read_in_any_case_and_with_odd_blanks) {
  const auto can = parse_capabilities("pipelining \n sasl\t cram-md5  \nLOGIN-DELAY 120 USER\nX-STRANGE a b");
  EXPECT_TRUE(can.pipelining);
  EXPECT_FALSE(can.user);
  EXPECT_EQ(can.sasl, std::vector<std::string>{"CRAM-MD5"});
  EXPECT_EQ(can.login_delay, 120U);
}

TEST(capabilities, survive_nonsense) {
  EXPECT_EQ(parse_capabilities("LOGIN-DELAY\r\nLOGIN-DELAY x\r\nLOGIN-DELAY 99999999999\r\n").login_delay,
            0U);
  std::string many = "SASL";
  for (int i = 0; i < 1000; ++i) many += " X";
  EXPECT_EQ(parse_capabilities(many).sasl.size(), 64U);
  EXPECT_TRUE(parse_capabilities("").known);
}

TEST(capabilities, without_capa_are_user_and_pass) {
  EXPECT_TRUE(without_capa().user);
  EXPECT_FALSE(without_capa().known || without_capa().pipelining || without_capa().top);
}

}  // namespace
}  // namespace watchpost::mail::pop3
