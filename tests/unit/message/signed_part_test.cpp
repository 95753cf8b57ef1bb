#include "mail/message/signed_part.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::message::read_signed_part;
using watchpost::mail::message::signed_form;

const std::string head =
    "From: a@example.org\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
    " micalg=sha-256; boundary=\"--=_s\"\r\n\r\n";
const std::string content = "Content-Type: text/plain;  charset=utf-8\r\nX-Odd :  y \r\n\r\non a  \r\n\r\n";
const std::string signature =
    "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "MIIB\r\nAgM=\r\n";
const std::string delimiter = "----=_s\r\n";
const std::string whole = head + "prologue\r\n" + delimiter + content + "\r\n" + delimiter + signature +
                          "\r\n----=_s--\r\nepilogue\r\n";

TEST(ReadSignedPart, HandsOutTheBytesAsTheyCame) {
  const auto s = read_signed_part(whole);
  EXPECT_EQ(s.form, signed_form::detached) << s.fault;
  EXPECT_EQ(s.content, content);
  EXPECT_EQ(s.der, "\x30\x82\x01\x02\x03");
}

TEST(ReadSignedPart, MakesLineEndsCanonical) {
  std::string bare = whole;
  std::erase(bare, '\r');
  EXPECT_EQ(read_signed_part(bare).content, content);
}

TEST(ReadSignedPart, ReadsEnclosedOnes) {
  for (const std::string type :
       {"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "application/x-pkcs7-mime; smime-type=signed-data", "Application/PKCS7-MIME"}) {
    const auto s =
        read_signed_part("Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
    EXPECT_EQ(s.form, signed_form::enclosed) << type;
    EXPECT_EQ(s.der, "\x30\x82\x01") << type;
    EXPECT_EQ(s.content, "");
  }
}

TEST(ReadSignedPart, LeavesOtherMailAlone) {
  for (const std::string type :
       {"text/plain", "multipart/mixed; boundary=x", "application/pkcs7-mime; smime-type=enveloped-data",
        "multipart/signed; protocol=\"application/pgp-signature\"; boundary=x",
        "application/octet-stream; name=smime.p7m"})
    EXPECT_EQ(read_signed_part("Content-Type: " + type + "\r\n\r\nMIIB\r\n").form, signed_form::none) << type;
  EXPECT_EQ(read_signed_part("").form, signed_form::none);
  EXPECT_EQ(
      read_signed_part("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + whole + "\r\n--x--\r\n")
          .form,
      signed_form::none)
      << "only the whole message counts";
}

void expect_broken(const std::string& message, std::string_view fault) {
  const auto s = read_signed_part(message);
  EXPECT_EQ(s.form, signed_form::broken);
  EXPECT_EQ(s.fault, fault);
  EXPECT_TRUE(s.content.empty() && s.der.empty());
}

TEST(ReadSignedPart, SaysWhatIsBroken) {
  const std::string end = "\r\n----=_s--\r\n";
  expect_broken(head, "is cut off");
  expect_broken(head + delimiter + content + "\r\n" + delimiter + signature, "is cut off");
  expect_broken(head + delimiter + content + end, "has not two parts");
  expect_broken(
      head + delimiter + content + "\r\n" + delimiter + signature + "\r\n" + delimiter + content + end,
      "has not two parts");
  expect_broken(head + delimiter + signature + "\r\n" + delimiter + content + end,
                "has no signature as its second part");
  expect_broken("Content-Type: text/plain\r\n" + whole, "has two Content-Type fields");
  expect_broken(whole.substr(0, head.size() - 2) + "Content-Type: text/plain\r\n\r\n",
                "has two Content-Type fields");
  expect_broken("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"\r\n\r\n",
                "has no fit boundary");
  expect_broken("Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: 8bit\r\n\r\nMIIB\r\n",
                "has a signature that cannot be decoded");
}

}  // namespace
