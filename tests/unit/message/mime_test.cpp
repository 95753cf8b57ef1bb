#include "mail/message/mime.h"

#include "times.h"

#include <gtest/gtest.h>

#include <pthread.h>
#include <string>

namespace {

using watchpost::mail::message::mime_bounds;
using watchpost::mail::message::mime_fault;
using watchpost::mail::message::read_content_type;
using watchpost::mail::message::read_mime;
using watchpost::test::times;

// The deepest that the bounds let through.
std::string groups() { return "To: " + times(99, "a:") + "\r\n"; }

std::string nested(int depth) {
  std::string out = groups();
  for (int i = 0; i < depth / 2; ++i) {
    const auto b = "b" + std::to_string(i);
    out += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b +
           "\r\nContent-Type: message/rfc822\r\n\r\n" + groups();
  }
  return out + "\r\ntext\r\n";
}

TEST(MimeFault, IsSilentAboutMail) {
  EXPECT_EQ(mime_fault(""), "");
  EXPECT_EQ(mime_fault("From: a@b\r\nTo: Undisclosed:;\r\n\r\nTo: be or not\r\n-- \r\nme\r\n"), "");
  EXPECT_EQ(mime_fault(nested(64)), "");
}

TEST(MimeFault, BoundsAddressFieldsWhereverTheyAre) {
  const auto deep = "a:" + times(99, "a:") + "\r\n";  // 101 colons with the name's
  for (const std::string name : {"To: ", "to:", "FROM \t:", "Cc:\r\n ", "Bcc: ", "Sender: ", "Reply-To: "}) {
    EXPECT_EQ(mime_fault(name + deep), "has too many groups in an address field") << name;
    EXPECT_NE(mime_fault("A: b\r\n\r\n--x\r\n\r\n" + name + deep), "") << name;
    EXPECT_NE(mime_fault(name + times(50, "a:\r\n\t") + times(51, "a:") + "\r\n"), "") << name;
    EXPECT_EQ(mime_fault(name + std::string(5000, 'a')), "has too large an address field") << name;
  }
  EXPECT_EQ(mime_fault("Subject: " + deep), "");
}

TEST(MimeFault, BoundsTheHeader) {
  EXPECT_EQ(mime_fault("A: " + std::string(20'000, 'a')), "has too large a header field");
  EXPECT_EQ(mime_fault("A:\r\n" + times(9000, " a\r\n")), "has too large a header field");
  EXPECT_EQ(mime_fault(times(6, "A: " + std::string(12'000, 'a') + "\r\n")), "has too large a header");
}

TEST(MimeFault, BoundsWhatCouldBeFields) {
  EXPECT_EQ(mime_fault(times(2001, "A:\r\n")), "has too many fields");
  EXPECT_EQ(mime_fault("A: b\r\n\r\n" + times(2000, "A \t:\r\n")), "has too many fields");
  EXPECT_EQ(mime_fault("A: b\r\n\r\n" + times(5000, "no field: x\r\n")), "");
  EXPECT_EQ(mime_fault(times(2001, ": nameless\r\n")), "has too many fields");
  EXPECT_EQ(mime_fault(times(101, "To: a@b\r\n")), "has too many address fields");
}

TEST(MimeFault, BoundsPartsAndDepth) {
  EXPECT_EQ(mime_fault(nested(66)), "is nested too deeply");
  EXPECT_EQ(mime_fault("A: b\r\n\r\n" + times(2001, "--b\r\n")), "has too many parts");
  EXPECT_EQ(mime_fault(std::string(300 * 1024, '\n')), "is too large");
  mime_bounds small;
  small.message = 10;
  EXPECT_EQ(mime_fault("12345678901", small), "is too large");
}

// GMime nests by recursion: what passes the bounds must fit into the stack of any thread.
TEST(ReadMime, FitsIntoASmallStack) {
  const auto read = [](void*) -> void* {
    const auto message = read_mime(nested(64));
    return message && message->parts.size() == 1 ? const_cast<char*>("read") : nullptr;
  };
  pthread_attr_t small;
  ASSERT_EQ(pthread_attr_init(&small), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&small, STACK), 0);
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, &small, read, nullptr), 0);
  void* outcome = nullptr;
  ASSERT_EQ(pthread_join(thread, &outcome), 0);
  pthread_attr_destroy(&small);
  EXPECT_NE(outcome, nullptr);
}

TEST(ReadMime, RefusesWhatIsBeyondTheBounds) {
  EXPECT_FALSE(read_mime("To: " + times(100'000, "a:") + "\r\n\r\nx\r\n"));
  EXPECT_FALSE(read_mime("Content-Type: message/rfc822\r\n\r\nTo: " + times(200, "a:") + "\r\n\r\nx\r\n"));
  EXPECT_FALSE(read_mime(""));
}

TEST(ReadMime, ListsPartsInOrderWithTheirDepth) {
  const auto message = read_mime(
      "Content-Type: multipart/mixed; boundary=a\r\n\r\nprologue\r\n--a\r\n\r\nfirst\r\n--a\r\n"
      "Content-Type: Multipart/Alternative; boundary=\"b c\"\r\n\r\n--b c\r\nContent-Type: TEXT/Html\r\n"
      "\r\n<p>\r\n\r\n--b c--\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n"
      "Content-Type: multipart/mixed; boundary=d\r\nSubject: x\r\n\r\n--d\r\n\r\ninner\r\n--d--\r\n"
      "--a--\r\nepilogue\r\n");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->type.name, "multipart/mixed");
  ASSERT_EQ(message->parts.size(), 3u);
  EXPECT_EQ(message->parts[0].type.name, "text/plain");
  EXPECT_EQ(message->parts[0].depth, 1u);
  EXPECT_EQ(message->parts[0].content, "first");
  EXPECT_EQ(message->parts[1].type.name, "text/html");
  EXPECT_EQ(message->parts[1].depth, 2u);
  EXPECT_EQ(message->parts[1].content, "<p>\r\n");
  EXPECT_EQ(message->parts[2].type.name, "message/rfc822");
  EXPECT_EQ(message->parts[2].content, "Content-Type: multipart/mixed; boundary=d\r\nSubject: x\r\n");
}

TEST(ReadMime, UndoesTransferEncodings) {
  const auto content = [](const std::string& encoding, const std::string& body) {
    const auto message = read_mime("Content-Transfer-Encoding: " + encoding + "\r\n\r\n" + body);
    return message && message->parts.size() == 1 ? message->parts[0].content : "none";
  };
  EXPECT_EQ(content("base64", "YWJj\r\nZGVm\r\n"), "abcdef");
  EXPECT_EQ(content("quoted-printable", "a=\r\nb=3D\r\n"), "ab=\r\n");
  EXPECT_EQ(content("8bit", "\xe3\x81\x82\r\n"), "\xe3\x81\x82\r\n");
  EXPECT_EQ(content("x-unknown", "a=3D\r\n"), "a=3D\r\n");
  EXPECT_EQ(content("binary", std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(ReadMime, ReadsWhatIsCutOff) {
  const auto message = read_mime(
      "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n"
      "Subject: x\r\n\tfolded\r\nX-Cut: of");
  ASSERT_TRUE(message);
  ASSERT_EQ(message->parts.size(), 1u);
  EXPECT_EQ(message->parts[0].content, "Subject: x\r\n\tfolded\r\nX-Cut: of");
}

TEST(ReadContentType, ReadsWhatAFieldHolds) {
  EXPECT_EQ(read_content_type("Text/HTML; charset=utf-8").name, "text/html");
  EXPECT_EQ(read_content_type("multipart/report (really);\treport-type=\"Delivery-Status\"").report_type,
            "delivery-status");
  EXPECT_EQ(read_content_type("multipart/report; report-type*0=delivery-; report-type*1=status").report_type,
            "delivery-status");
  EXPECT_EQ(read_content_type(std::string(5000, 'x')).name, "text/plain");
}

}  // namespace
