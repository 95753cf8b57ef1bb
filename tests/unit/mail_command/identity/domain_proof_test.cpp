// When a mail is authentically of a domain, and each way in which a passing signature is not enough.
#include "mail_command/identity/auth_results.h"
#include "mail_command/identity/dkim_cover.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail_command::identity;
using watchpost::mail::message::header_fields;

const std::string good_dkim =
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; h=from:to:subject:date:message-id:content-type; bh=abc=;\r\n"
    " b=AbCdEfGhIj\r\n";
const std::string unsigned_header =
    "From: alice@example.org\r\nTo: pumps@example.org\r\nSubject: x\r\nDate: Wed, 25 Nov 2026 12:00:00 "
    "+0000\r\nMessage-ID: <1@example.org>\r\nContent-Type: text/plain\r\n";

domain_verdict judge(const std::string& results, const std::string& header = good_dkim + unsigned_header,
                     std::string_view domain = "example.org") {
  const std::string all = "Authentication-Results: mx.example.org; " + results + "\r\n" + header + "\r\n";
  const header_fields fields(all);
  return domain_proof(read_auth_results(fields, {.id = "mx.example.org"}), fields, domain);
}
const std::string both =
    "dmarc=pass header.from=example.org; dkim=pass header.d=example.org header.b=AbCdEfGh";

TEST(DomainProof, BothPassAligned) {
  const auto v = judge(both);
  EXPECT_EQ(v.fault, "");
  EXPECT_TRUE(v.subject);
  EXPECT_EQ(v.grounds, "dmarc=pass dkim=pass d=example.org");
  EXPECT_EQ(judge("dmarc=pass header.from=example.org; dkim=pass header.i=alice@Example.org").fault, "");
}

TEST(DomainProof, EachLackIsAFault) {
  for (const char* results :
       {"none", "dmarc=pass header.from=example.org", "dkim=pass header.d=example.org",
        "dmarc=none header.from=example.org; dkim=pass header.d=example.org",
        "dmarc=bestguesspass header.from=example.org; dkim=pass header.d=example.org",
        "dmarc=pass; dkim=pass header.d=example.org",
        "dmarc=pass header.from=evil.example; dkim=pass header.d=example.org",
        "dmarc=pass header.from=evil.example header.from=example.org; dkim=pass header.d=example.org",
        "dmarc=pass header.from=example.org; dkim=pass header.d=evil.example",
        "dmarc=pass header.from=example.org; dkim=pass header.d=notexample.org",
        "dmarc=pass header.from=example.org; dkim=pass header.d=org",
        "dmarc=pass header.from=example.org; dkim=none",
        "dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=example.org"})
    EXPECT_NE(judge(results).fault, "") << results;
}

TEST(DomainProof, ContradictionsAreNoProof) {
  EXPECT_NE(judge("dmarc=fail header.from=example.org; " + both).fault, "");
  EXPECT_NE(judge(both + "; dmarc=pass header.from=example.org").fault, "");
  EXPECT_NE(judge(both + "; dkim=fail header.d=example.org").fault, "");
  EXPECT_EQ(judge(both + "; dkim=fail header.d=list.example").fault, "");
}

TEST(DomainProof, ADomainAboveMaySign) {
  const std::string header = good_dkim + "From: alice@mail.example.org\r\nDate: x\r\nMessage-ID: <1@x>\r\n";
  EXPECT_EQ(judge("dmarc=pass header.from=mail.example.org; dkim=pass header.d=example.org", header,
                  "mail.example.org")
                .fault,
            "");
  EXPECT_NE(
      judge("dmarc=pass header.from=mail.example.org; dkim=pass header.d=example.org", header, "example.org")
          .fault,
      "");
  const std::string longer = good_dkim + "From: alice@notexample.org\r\nDate: x\r\nMessage-ID: <1@x>\r\n";
  EXPECT_NE(
      judge("dmarc=pass header.from=notexample.org; dkim=pass header.d=example.org", longer, "notexample.org")
          .fault,
      "");
}

TEST(DkimCover, WhatMustBeSigned) {
  const auto with = [](std::string_view h, std::string_view more = "") {
    return "DKIM-Signature: v=1; d=example.org; h=" + std::string(h) + "; b=AbCdEfGhIj" + std::string(more) +
           "\r\n" + unsigned_header;
  };
  EXPECT_EQ(cover_of(header_fields(with("From : To : Subject : Date : Message-Id")), "example.org", "").fault,
            "");
  for (const char* h : {"to:subject:date:message-id", "from:to:subject:message-id", "from:to:subject:date",
                        "from:subject:date:message-id", ""})
    EXPECT_NE(cover_of(header_fields(with(h)), "example.org", "").fault, "") << h;
  EXPECT_NE(
      cover_of(header_fields(with("from:to:subject:date:message-id", "; l=10")), "example.org", "").fault,
      "");
  EXPECT_NE(
      cover_of(header_fields(with("from:to:subject:date:message-id", "; h=from")), "example.org", "").fault,
      "");
  EXPECT_NE(cover_of(header_fields(with("from:to:subject:date:message-id") + "Cc: pumps@example.org\r\n"),
                     "example.org", "")
                .fault,
            "");
}

TEST(DkimCover, HowTheTextIsToBeReadMustBeSignedForWhatMoves) {
  const auto unread = [](const std::string& h, const std::string& fields) {
    const std::string text = "DKIM-Signature: d=example.org; h=from:date:message-id" + h +
                             "; b=AbCdEfGhIj\r\nFrom: a@example.org\r\nDate: x\r\nMessage-ID: <1@x>\r\n" +
                             fields;
    return cover_of(header_fields(text), "example.org", "").unread;
  };
  for (const char* type : {"multipart/mixed; boundary=x", "text/html", "text/plain; format=flowed", "x",
                           "text/plain; charset=iso-2022-jp", "application/pkcs7-mime"}) {
    const std::string field = "Content-Type: " + std::string(type) + "\r\n";
    EXPECT_EQ(unread("", field), "Content-Type") << type;
    EXPECT_EQ(unread(":Content-Type", field), "") << type;
  }
  const std::string base64 = "Content-Transfer-Encoding: base64\r\n";
  EXPECT_EQ(unread(":content-type", "Content-Type: text/plain\r\n" + base64), "Content-Transfer-Encoding");
  EXPECT_EQ(unread("", base64), "Content-Transfer-Encoding");
  EXPECT_EQ(unread(":content-transfer-encoding", base64), "");
  // As it stands it is read, too, where whoever changes mail on its way has taken the fields away.
  EXPECT_EQ(unread("", "Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: 7bit\r\n"),
            "");
  EXPECT_EQ(unread("", "Content-Type: TEXT/plain\r\nContent-Transfer-Encoding: 8BIT\r\n"), "");
}

TEST(DkimCover, OfTwoSignaturesTheOneCountsThatCoversMore) {
  const std::string html =
      "From: alice@example.org\r\nDate: x\r\nMessage-ID: <1@x>\r\nContent-Type: text/html\r\n";
  const std::string thin = "DKIM-Signature: d=example.org; h=from:date:message-id; b=ThinThinThin\r\n";
  const std::string dmarc = "dmarc=pass header.from=example.org",
                    pass = "; dkim=pass header.d=example.org header.b=";
  EXPECT_EQ(judge(dmarc + pass + "ThinThin", good_dkim + thin + html).unread, "Content-Type");
  EXPECT_EQ(judge(dmarc + pass + "ThinThin" + pass + "AbCdEfGh", good_dkim + thin + html).unread, "");
  EXPECT_EQ(judge(dmarc + pass + "AbCdEfGh" + pass + "ThinThin", good_dkim + thin + html).unread, "");
}

TEST(DkimCover, AnUnsignedSubjectIsNotObeyed) {
  const auto v = judge(
      both, "DKIM-Signature: d=example.org; h=from:to:date:message-id; b=AbCdEfGhIj\r\n" + unsigned_header);
  EXPECT_EQ(v.fault, "");
  EXPECT_FALSE(v.subject);
}

TEST(DkimCover, FieldsThatAreThereTwiceAreRefused) {
  for (const char* field : {"From: mallory@evil.example", "Date: y", "Message-ID: <2@x>", "To: x@example.org",
                            "Subject: pump1 on", "Content-Type: text/html", "content-type : text/html"})
    EXPECT_NE(judge(both, field + std::string("\r\n") + good_dkim + unsigned_header).fault, "") << field;
}

TEST(DkimCover, ASignatureBesideThePassingOneDoesNotLendItsCover) {
  const std::string thin = "DKIM-Signature: d=example.org; h=from; b=ThinThinThin\r\n";
  const std::string results = "dmarc=pass header.from=example.org; dkim=pass header.d=example.org";
  EXPECT_NE(judge(results + " header.b=ThinThin", good_dkim + thin + unsigned_header).fault, "");
  EXPECT_EQ(judge(results + " header.b=AbCdEfGh", good_dkim + thin + unsigned_header).fault, "");
  EXPECT_NE(judge(results, good_dkim + thin + unsigned_header).fault, "");  // which one passed is not said
  EXPECT_NE(judge(results + " header.b=A", good_dkim + thin + unsigned_header).fault,
            "");  // too short to tell
  EXPECT_NE(judge(results, unsigned_header).fault, "");
}

}  // namespace
