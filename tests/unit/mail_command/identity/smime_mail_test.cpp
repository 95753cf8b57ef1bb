// Whole signed mails: which bytes a signature speaks for, and which it does not.
#include "mail_command/identity/smime.h"
#include "people.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost;
using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

access_rules rules() {
  std::string why;
  access_rules out;
  out.signers = {{.address = "alice@example.org",
                  .ca_file = "/people.pem",
                  .fingerprint = {},
                  .anchors = trust_anchors::read(authority_pem(), why)}};
  return out;
}

TEST(SmimeMail, WholeMailsOfBothForms) {
  const auto s = verify_signature(signed_mail(entity, sign(someone("alice"), entity)), rules(),
                                  "alice@example.org", noon_ms);
  ASSERT_EQ(s.state, signature_state::good) << s.fault;
  EXPECT_EQ(s.content, entity);
  const auto opaque = verify_signature(opaque_mail(sign(someone("alice"), entity, {.enclosed = true})),
                                       rules(), "alice@example.org", noon_ms);
  ASSERT_EQ(opaque.state, signature_state::good) << opaque.fault;
  EXPECT_EQ(opaque.content, entity);
}

TEST(SmimeMail, TextOutsideOfTheSignedPartIsNotInTheContent) {
  auto mail = signed_mail(entity, sign(someone("alice"), entity), "set pump2 on");
  const auto preamble = mail.find("This is an S/MIME");
  mail.insert(preamble, "set pump3 on\r\n");
  mail += "set pump4 on\r\n";
  const auto s = verify_signature(mail, rules(), "alice@example.org", noon_ms);
  ASSERT_EQ(s.state, signature_state::good) << s.fault;
  EXPECT_EQ(s.content, entity);
}

TEST(SmimeMail, ASignedPartInsideOfAnotherMailDoesNotCount) {
  const auto inner = signed_mail(entity, sign(someone("alice"), entity));
  const auto type = inner.find("Content-Type: multipart/signed");
  const std::string wrapped = inner.substr(0, type) +
                              "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
                              "Content-Type: text/plain\r\n\r\nset pump1 off\r\n--outer\r\n" +
                              inner.substr(type) + "\r\n--outer--\r\n";
  EXPECT_EQ(verify_signature(wrapped, rules(), "alice@example.org", noon_ms).state, signature_state::none);
  const std::string forwarded = inner.substr(0, type) + "Content-Type: message/rfc822\r\n\r\n" + inner;
  EXPECT_EQ(verify_signature(forwarded, rules(), "alice@example.org", noon_ms).state, signature_state::none);
}

TEST(SmimeMail, AThirdPartOrTwoTypesAreNotGood) {
  auto mail = signed_mail(entity, sign(someone("alice"), entity));
  mail.insert(mail.find("--frontier--"), "--frontier\r\nContent-Type: text/plain\r\n\r\nset pump1 off\r\n");
  EXPECT_EQ(verify_signature(mail, rules(), "alice@example.org", noon_ms).state, signature_state::bad);
  auto two = signed_mail(entity, sign(someone("alice"), entity));
  two.insert(0, "Content-Type: text/plain\r\n");
  EXPECT_EQ(verify_signature(two, rules(), "alice@example.org", noon_ms).state, signature_state::bad);
}

TEST(SmimeMail, WithoutASignerRowASignatureSaysNothing) {
  const auto mail = signed_mail(entity, sign(someone("alice"), entity));
  EXPECT_EQ(verify_signature(mail, rules(), "bob@example.org", noon_ms).state, signature_state::none);
  EXPECT_EQ(verify_signature(mail, {}, "alice@example.org", noon_ms).state, signature_state::none);
}

}  // namespace
