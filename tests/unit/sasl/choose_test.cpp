#include "mail/sasl/mechanism.h"
#include "support/failures.h"

#include <gtest/gtest.h>

#include <vector>

namespace watchpost::mail::sasl {
namespace {

using names = std::vector<std::string>;
const credentials who{"user", "pencil"};

std::string chosen(const names& offered, bool secure, bool allow = false) {
  const auto m = choose(offered, who, secure, allow);
  return m ? std::string((*m)->name()) : std::string(name(m.error().why));
}

TEST(choose, takes_the_strongest) {
  EXPECT_EQ(chosen({"LOGIN", "PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}, true), "SCRAM-SHA-256");
  EXPECT_EQ(chosen({"LOGIN", "PLAIN", "CRAM-MD5", "SCRAM-SHA-1"}, true), "SCRAM-SHA-1");
  EXPECT_EQ(chosen({"plain", "cram-md5"}, true), "CRAM-MD5");
  EXPECT_EQ(chosen({"Login", "Plain"}, true), "PLAIN");
  EXPECT_EQ(chosen({"LOGIN"}, true), "LOGIN");
}

TEST(choose, shows_no_password_on_a_clear_connection) {
  EXPECT_EQ(chosen({"PLAIN", "LOGIN"}, false), "insecure");
  EXPECT_EQ(chosen({"PLAIN", "LOGIN"}, false, true), "PLAIN");
  EXPECT_EQ(chosen({"PLAIN", "LOGIN", "CRAM-MD5"}, false), "CRAM-MD5");
}

TEST(choose, says_what_was_offered) {
  const names offered{"GSSAPI", "SCRAM-SHA-512", "XOAUTH2\r\n"};
  const auto m = choose(offered, who, true, true);
  ASSERT_TRUE(fails(m, stage::sign_in, cause::no_mechanism));
  EXPECT_EQ(m.error().detail, "the server offers GSSAPI SCRAM-SHA-512 XOAUTH2??");
  EXPECT_EQ(chosen({}, true), "no-mechanism");
}

TEST(choose, refuses_a_nul_in_the_credentials) {
  const names offered{"PLAIN"};
  const auto m = choose(offered, credentials{std::string("a\0b", 3), "x"}, true, true);
  ASSERT_TRUE(fails(m, cause::credentials));
}

TEST(credentials, leave_nothing_behind_when_moved) {
  credentials from{"user", "short"};
  const credentials to{std::move(from)};
  EXPECT_EQ(to.password, "short");
  EXPECT_EQ(from.password, "");  // NOLINT(bugprone-use-after-move): the point of the test
  EXPECT_EQ(std::string_view(from.password.data(), 5), std::string_view("\0\0\0\0\0", 5));
}

}  // namespace
}  // namespace watchpost::mail::sasl
