#include "mail/sasl/mechanism.h"
#include "support/failures.h"

#include <gtest/gtest.h>

namespace watchpost::mail::sasl {
namespace {

using namespace std::string_literals;

TEST(plain, is_one_message) {
  const auto m = make_plain({"tim", "tanstaaftanstaaf"});  // RFC 4616 section 4
  EXPECT_TRUE(m->single_flight());
  EXPECT_FALSE(m->satisfied());
  EXPECT_EQ(m->initial(), "\0tim\0tanstaaftanstaaf"s);
  EXPECT_TRUE(m->satisfied());
  EXPECT_FALSE(m->answer(""));
}

TEST(plain, answers_an_empty_challenge_once) {
  const auto m = make_plain({"tim", "x"});
  EXPECT_EQ(m->answer("").value(), "\0tim\0x"s);
  EXPECT_FALSE(m->answer(""));
  EXPECT_FALSE(make_plain({"tim", "x"})->answer("what?"));
}

TEST(login, ignores_what_the_server_asks) {
  const auto m = make_login({"tim", "pass"});
  EXPECT_EQ(m->initial(), std::nullopt);
  EXPECT_EQ(m->answer("Username:").value(), "tim");
  EXPECT_FALSE(m->satisfied());
  EXPECT_EQ(m->answer("").value(), "pass");
  EXPECT_TRUE(m->satisfied());
  const auto more = m->answer("Token:");
  ASSERT_TRUE(fails(more, cause::protocol));
  EXPECT_FALSE(m->satisfied());
}

TEST(cram_md5, knows_the_vector_of_the_rfc) {
  const auto m = make_cram_md5({"tim", "tanstaaftanstaaf"});  // RFC 2195 section 2
  EXPECT_EQ(m->initial(), std::nullopt);
  EXPECT_EQ(m->answer("<1896.697170952@postoffice.reston.mci.net>").value(),
            "tim b913a602c7eda7a495b4e6e7334d3890");
  EXPECT_TRUE(m->satisfied());
  EXPECT_FALSE(m->answer("<again>"));
}

TEST(cram_md5, wants_a_challenge) {
  const auto m = make_cram_md5({"tim", "x"});
  EXPECT_FALSE(m->answer(""));
  EXPECT_FALSE(m->satisfied());
}

}  // namespace
}  // namespace watchpost::mail::sasl
