#include "mail/net/line_reader.h"

#include "support/failures.h"
#include "support/memory_transport.h"

#include <gtest/gtest.h>

namespace watchpost::mail::net {
namespace {

using test::finished;
using test::memory_transport;

std::string line_of(line_reader& in) {
  const auto line = finished(in.line());
  return line ? std::string(*line) : '!' + std::string(name(line.error().why));
}

TEST(line_reader, cuts_lines_wherever_they_are_split) {
  const std::string all = "one\r\ntwo\nthree\r\n\r\n\rfour\r\r\nfive";
  for (std::size_t piece = 1; piece <= all.size(); ++piece) {
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < all.size(); i += piece) pieces.push_back(all.substr(i, piece));
    memory_transport wire{pieces};
    line_reader in{wire};
    EXPECT_EQ(line_of(in), "one");
    EXPECT_EQ(line_of(in), "two");
    EXPECT_EQ(line_of(in), "three");
    EXPECT_EQ(line_of(in), "");
    EXPECT_EQ(line_of(in), "\rfour\r");
    EXPECT_EQ(line_of(in), "!closed") << "a line without its end is none";
  }
}

TEST(line_reader, bounds_lines) {
  for (const std::size_t size : {99U, 100U, 101U, 102U, 5000U}) {
    for (const auto* end : {"\r\n", "\n"}) {
      const std::string text(size, 'x');
      memory_transport whole{{text + end}};
      line_reader in{whole, 100};
      EXPECT_EQ(line_of(in), size <= 100 ? text : "!limit") << size;
      memory_transport parts{{text, end}};
      line_reader slow{parts, 100};
      EXPECT_EQ(line_of(slow), size <= 100 ? text : "!limit") << size;
    }
  }
}

TEST(line_reader, does_not_wait_for_the_end_of_an_endless_line) {
  memory_transport wire{std::vector<std::string>(1000, std::string(1000, 'x'))};
  line_reader in{wire, 8192};
  EXPECT_EQ(line_of(in), "!limit");
  EXPECT_LE(wire.steps(), 10U);
}

TEST(line_reader, books_failures_on_the_stage) {
  memory_transport wire{{std::string(20, 'x')}};
  wire.at(stage::find);
  line_reader in{wire, 10};
  const auto line = finished(in.line());
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().at, stage::find);
}

TEST(line_reader, reads_literals_between_lines) {
  memory_transport wire{{"* 1 FETCH {5}\r\nab", "\r", "\nc)\r\nend\r\n"}};
  line_reader in{wire};
  EXPECT_EQ(line_of(in), "* 1 FETCH {5}");
  EXPECT_EQ(finished(in.bytes(5, 5)).value(), "ab\r\nc");
  EXPECT_EQ(line_of(in), ")");
  EXPECT_EQ(finished(in.bytes(0, 5)).value(), "");
  EXPECT_EQ(line_of(in), "end");
}

TEST(line_reader, bounds_literals) {
  memory_transport wire{{"abcdef"}};
  line_reader in{wire};
  const auto refused = finished(in.bytes(6, 5));
  ASSERT_TRUE(fails(refused, cause::limit));
  EXPECT_EQ(wire.steps(), 0U) << "refused before anything was read";
  const auto cut = finished(in.bytes(7, std::size_t{1} << 60U));
  ASSERT_TRUE(fails(cut, cause::closed));
  const auto absurd = finished(in.bytes(std::size_t{1} << 59U, std::size_t{1} << 60U));
  EXPECT_FALSE(absurd) << "memory grows with what arrives";
}

TEST(line_reader, shows_and_forgets_what_was_not_asked_for) {
  memory_transport wire{{"220 go\r\n250 injected\r\n", "next\r\n"}};
  line_reader in{wire};
  EXPECT_EQ(line_of(in), "220 go");
  EXPECT_EQ(in.buffered(), "250 injected\r\n");
  in.forget();
  EXPECT_EQ(in.buffered(), "");
  EXPECT_EQ(line_of(in), "next");
}

TEST(line_reader, passes_every_failure_on) {
  for (std::size_t step = 0; step < 3; ++step) {
    memory_transport wire{{"a", "b", "c\r\n"}};
    wire.fail_at(step);
    line_reader in{wire};
    EXPECT_EQ(line_of(in), "!closed");
  }
}

}  // namespace
}  // namespace watchpost::mail::net
