#include "mail/message/compose.h"

#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace watchpost::mail;
using message::compose;
using message::draft;
using message::field;

draft good() {
  draft d;
  d.from = "probe@example.org";
  d.to = {"box@example.org", "other@example.net"};
  d.subject = "Watchpost probe 7";
  d.message_id = "7.abc@example.org";
  d.date = 1795342500;
  d.fields = {{"X-Watchpost", "token"}, {"Auto-Submitted", "auto-generated"}};
  d.body = "first\n.second\r\n\nlast";
  return d;
}

std::string fault_of(const draft& d) {
  const auto made = compose(d);
  if (made) return "none";
  EXPECT_EQ(made.error().why, cause::internal);
  return made.error().detail;
}

TEST(Compose, WritesTheWholeMessage) {
  EXPECT_EQ(*compose(good()),
            "Date: Sun, 22 Nov 2026 10:15:00 +0000\r\n"
            "From: probe@example.org\r\n"
            "To: box@example.org, other@example.net\r\n"
            "Subject: Watchpost probe 7\r\n"
            "Message-ID: <7.abc@example.org>\r\n"
            "X-Watchpost: token\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=us-ascii\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "first\r\n.second\r\n\r\nlast\r\n");
}

TEST(Compose, FoldsLongFieldsSoThatTheyUnfoldToTheSame) {
  auto d = good();
  for (int i = 0; i < 40; ++i) d.subject += i % 7 ? " word" : "  \tlonger-word-of-letters";
  const auto text = *compose(d);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find("\r\n", begin)) != std::string::npos; begin = end + 2)
    EXPECT_LE(end - begin, 78u);
  EXPECT_EQ(field(text, "Subject"), d.subject);
}

TEST(Compose, NeverWritesALineOfBlanks) {
  auto d = good();
  d.subject = std::string(200, ' ') + "x" + std::string(200, ' ');
  const auto text = *compose(d);
  const auto header = text.substr(0, text.find("\r\n\r\n") + 2);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = header.find("\r\n", begin)) != std::string::npos; begin = end + 2)
    EXPECT_NE(header.substr(begin, end - begin).find_first_not_of(" \t"), std::string::npos);
}

TEST(Compose, RefusesLineEndsControlBytesAndNonAsciiByName) {
  auto d = good();
  d.from = "a@b\r\nBcc: c@d";
  EXPECT_EQ(fault_of(d), "from holds a control byte");
  d = good();
  d.to.push_back("x\ny@z");
  EXPECT_EQ(fault_of(d), "to holds a control byte");
  d = good();
  d.to.clear();
  EXPECT_EQ(fault_of(d), "to is empty");
  d = good();
  d.subject = "a\r\nBcc: c@d";
  EXPECT_EQ(fault_of(d), "subject holds a line end");
  d.subject = "a\nb";
  EXPECT_EQ(fault_of(d), "subject holds a line end");
  d.subject = std::string("a\0b", 3);
  EXPECT_EQ(fault_of(d), "subject holds a control byte");
  d.subject = "\xe5\xa0\xb1";
  EXPECT_EQ(fault_of(d), "subject holds a non-ASCII byte");
  d = good();
  d.fields[0].second = "x\ry";
  EXPECT_EQ(fault_of(d), "field X-Watchpost holds a line end");
  d = good();
  d.body = "caf\xc3\xa9";
  EXPECT_EQ(fault_of(d), "body holds a non-ASCII byte");
  d.body = std::string("a\0b", 3);
  EXPECT_EQ(fault_of(d), "body holds a NUL");
  d.body = "a\rb";
  EXPECT_EQ(fault_of(d), "body holds a CR without LF");
  d.body = "a\r";
  EXPECT_EQ(fault_of(d), "body holds a CR without LF");
}

TEST(Compose, RefusesFieldNamesThatAreNone) {
  for (const auto* name : {"", "a b", "a:b", "a\r\nb", "\xc3\xa9", "X\x01"}) {
    auto d = good();
    d.fields = {{name, "x"}};
    EXPECT_EQ(fault_of(d), "a field name is not one of RFC 5322");
  }
  auto d = good();
  d.fields = {{"sUbJeCt", "x"}};
  EXPECT_EQ(fault_of(d), "field sUbJeCt is written already");
}

TEST(Compose, RefusesMessageIdsThatBreakOut) {
  for (const auto* id : {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a>@b", "<a@b>", "a@b\r\nX: y"}) {
    auto d = good();
    d.message_id = id;
    EXPECT_EQ(fault_of(d).find("message_id"), 0u) << id;
  }
}

TEST(Compose, KeepsEveryLineWithin998) {
  auto d = good();
  d.body = std::string(998, 'x');
  EXPECT_TRUE(compose(d).has_value());
  d.body += 'x';
  EXPECT_EQ(fault_of(d), "body has a line above 998 bytes");
  d = good();
  d.subject = std::string(989, 'x');  // behind "Subject: "
  EXPECT_TRUE(compose(d).has_value());
  d.subject += 'x';
  EXPECT_EQ(fault_of(d), "subject has a word above 998 bytes");
}

}  // namespace
