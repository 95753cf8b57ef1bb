#include "mail/pop3/reply.h"

#include <gtest/gtest.h>

#include <string>

namespace watchpost::mail::pop3 {
namespace {

reply status_of(std::string_view line) {
  reply r;
  EXPECT_TRUE(parse_status(line, r)) << line;
  return r;
}

// Feeds `bytes` in pieces of `piece` bytes. What is left over ends in `rest`.
progress feed_all(reply_parser& p, std::string_view bytes, std::size_t piece, std::string* rest = nullptr) {
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    const auto part = bytes.substr(i, piece);
    const auto fed = p.feed(part);
    if (fed.now != progress::more) {
      if (rest != nullptr) *rest = bytes.substr(i + fed.used);
      return fed.now;
    }
    EXPECT_EQ(fed.used, part.size());
  }
  return progress::more;
}

TEST(status_line, is_read_with_its_response_code) {
  EXPECT_EQ(status_of("+OK ready").is, status::ok);
  EXPECT_EQ(status_of("+OK ready").text, "ready");
  EXPECT_EQ(status_of("+OK").text, "");
  const reply r = status_of("-ERR [sys/temp] try again  ");
  EXPECT_EQ(r.is, status::error);
  EXPECT_EQ(r.code, "SYS/TEMP");
  EXPECT_EQ(r.text, "try again");
  EXPECT_EQ(status_of("-err [IN-USE]").code, "IN-USE");
}

TEST(status_line, keeps_brackets_that_are_no_code) {
  for (const auto* text : {"[] x", "[open", "[two words] x", "[a[b] x"}) {
    const reply r = status_of(std::string("-ERR ") + text);
    EXPECT_EQ(r.code, "");
    EXPECT_EQ(r.text, text);
  }
  EXPECT_EQ(status_of("-ERR [" + std::string(65, 'A') + "] x").code, "");
}

TEST(status_line, is_a_challenge) {
  EXPECT_EQ(status_of("+").is, status::challenge);
  EXPECT_EQ(status_of("+ ").text, "");
  EXPECT_EQ(status_of("+ cj1yT3==").text, "cj1yT3==");
}

TEST(status_line, is_nothing_else) {
  using namespace std::string_view_literals;
  for (const auto line :
       {""sv, "OK"sv, "+OKAY"sv, "-ERROR"sv, "* OK"sv, "220 mail"sv, "+x"sv, "+OK a\0b"sv}) {
    reply r;
    EXPECT_FALSE(parse_status(line, r)) << line;
  }
}

TEST(reply_parser, takes_one_line_and_leaves_the_next) {
  reply_parser p;
  std::string rest;
  p.expect(shape::line);
  EXPECT_EQ(feed_all(p, "+OK one\r\n+OK two\r\n", 100, &rest), progress::done);
  EXPECT_EQ(p.take().text, "one");
  EXPECT_EQ(rest, "+OK two\r\n");
}

TEST(reply_parser, takes_bare_line_feeds) {
  reply_parser p;
  p.expect(shape::lines);
  EXPECT_EQ(feed_all(p, "+OK\nTOP\n..x\n.\n", 1), progress::done);
  EXPECT_EQ(p.take().body, "TOP\r\n.x\r\n");
}

class any_piece : public testing::TestWithParam<std::size_t> {};

TEST_P(any_piece, unstuffs_a_body) {
  reply_parser p;
  std::string rest;
  p.expect(shape::lines);
  const std::string bytes = "+OK\r\n..\r\n...x\r\n.y\r\n\r\nz\r\n.\r\n+OK";
  ASSERT_EQ(feed_all(p, bytes, GetParam(), &rest), progress::done);
  const reply r = p.take();
  EXPECT_EQ(r.body, ".\r\n..x\r\ny\r\n\r\nz\r\n");
  EXPECT_FALSE(r.cut);
  EXPECT_EQ(rest, "+OK");
}

// What a message may hold must not end its listing.
TEST_P(any_piece, does_not_end_at_what_only_looks_like_the_end) {
  reply_parser p;
  p.expect(shape::lines);
  const std::string bytes = "+OK\r\na\n.\nb\r\n.\nc\r\nd\n.\r\n.\re\r\n\r.\r\n.\r\n";
  ASSERT_EQ(feed_all(p, bytes, GetParam()), progress::done);
  EXPECT_EQ(p.take().body, "a\n.\nb\r\n\nc\r\nd\n.\r\n\re\r\n\r.\r\n");
}

TEST_P(any_piece, keeps_only_the_header) {
  reply_parser p;
  p.expect(shape::lines, {.header_only = true});
  const std::string bytes = "+OK\r\nA: 1\r\nB: 2\r\n\r\nbody\r\n.\r\n";
  ASSERT_EQ(feed_all(p, bytes, GetParam()), progress::done);
  const reply r = p.take();
  EXPECT_EQ(r.body, "A: 1\r\nB: 2\r\n\r\n");
  EXPECT_FALSE(r.cut);
}

TEST_P(any_piece, cuts_at_a_line_end) {
  reply_parser p;
  p.expect(shape::lines, {.keep = 16});
  const std::string bytes = "+OK\r\nshort\r\na longer line\r\nx\r\n.\r\n";
  ASSERT_EQ(feed_all(p, bytes, GetParam()), progress::done);
  const reply r = p.take();
  EXPECT_EQ(r.body, "short\r\n");
  EXPECT_TRUE(r.cut);
}

INSTANTIATE_TEST_SUITE_P(sizes, any_piece, testing::Values(1, 2, 3, 7, 1000));

TEST(reply_parser, has_no_body_behind_a_refusal) {
  reply_parser p;
  p.expect(shape::lines);
  EXPECT_EQ(feed_all(p, "-ERR [AUTH] no\r\n", 3), progress::done);
  EXPECT_EQ(p.take().code, "AUTH");
  p.expect(shape::lines);
  EXPECT_EQ(feed_all(p, "+ abc\r\n", 3), progress::done);
  EXPECT_EQ(p.take().is, status::challenge);
}

TEST(reply_parser, bounds_the_status_line) {
  reply_parser p;
  p.expect(shape::line);
  EXPECT_EQ(feed_all(p, "+OK " + std::string(max_status_line, 'x'), 1000), progress::limit);
  p.expect(shape::line);
  EXPECT_EQ(feed_all(p, "+OK " + std::string(max_status_line - 4, 'x') + "\r\n", 1000), progress::done);
}

TEST(reply_parser, bounds_an_endless_body) {
  reply_parser p;
  p.expect(shape::lines, {.keep = 10, .most = 1000});
  EXPECT_EQ(feed_all(p, "+OK\r\n" + std::string(2000, 'x'), 100), progress::limit);
  p.expect(shape::lines, {.most_lines = 10});
  std::string lines = "+OK\r\n";
  for (int i = 0; i < 20; ++i) lines += "x\r\n";
  EXPECT_EQ(feed_all(p, lines, 1), progress::limit);
}

TEST(reply_parser, tells_the_line_at_fault) {
  reply_parser p;
  p.expect(shape::line);
  EXPECT_EQ(feed_all(p, "HTTP/1.1 400 Bad Request\r\n", 5), progress::malformed);
  EXPECT_EQ(p.take().text, "HTTP/1.1 400 Bad Request");
}

}  // namespace
}  // namespace watchpost::mail::pop3
