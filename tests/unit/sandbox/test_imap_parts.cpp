#include "sandbox/imap_fetch.h"
#include "sandbox/imap_search.h"
#include "sandbox/imap_set.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

stored_message sample() {
  return {7,
          {"\\Seen"},
          time_point{std::chrono::seconds(1'700'000'000)},
          std::make_shared<const std::string>("Subject: hi\r\nX-A: 1\r\n\r\nbody\r\n"),
          1};
}

TEST(ImapArgs, Strings) {
  imap_args args("atom \"q\\\"x\" {3}\r\na b {2+}\r\n() rest");
  EXPECT_EQ(args.astring(), "atom");
  EXPECT_TRUE(args.space());
  EXPECT_EQ(args.astring(), "q\"x");
  EXPECT_TRUE(args.space());
  EXPECT_EQ(args.astring(), "a b");
  EXPECT_TRUE(args.space());
  EXPECT_EQ(args.astring(), "()");
  EXPECT_TRUE(args.space());
  EXPECT_EQ(args.astring(), "rest");
  EXPECT_TRUE(args.done());
  for (const char* bad : {"\"open", "{5}\r\nabc", "{x}\r\n", "{3}abc", "", "(a)", "\"\\n\""}) {
    EXPECT_EQ(imap_args(bad).astring(), std::nullopt) << bad;
  }
}

TEST(ImapArgs, LiteralMarks) {
  EXPECT_EQ(literal_at_end("a LOGIN {5}")->size, 5U);
  EXPECT_TRUE(literal_at_end("a LOGIN {5}")->waits);
  EXPECT_FALSE(literal_at_end("a LOGIN {5+}")->waits);
  for (const char* none : {"", "}", "{}", "{+}", "{5", "{5x}", "{99999999999}"})
    EXPECT_FALSE(literal_at_end(none)) << none;
}

TEST(ImapSet, RangesAndStar) {
  const auto set = imap_set::parse("1,4:3,8:*");
  ASSERT_TRUE(set);
  for (const std::uint32_t in : {1U, 3U, 4U, 8U, 9U}) EXPECT_TRUE(set->contains(in, 9)) << in;
  for (const std::uint32_t out : {2U, 5U, 7U, 10U}) EXPECT_FALSE(set->contains(out, 9)) << out;
  EXPECT_TRUE(imap_set::parse("500:*")->contains(9, 9));  // RFC 9051: 500:* holds the last one
  EXPECT_TRUE(imap_set::parse("$")->saved);
  for (const char* bad : {"", "0", "1,", ",1", "1:", "a", "1:2:3", "-1"})
    EXPECT_FALSE(imap_set::parse(bad)) << bad;
  const std::uint32_t numbers[] = {1, 2, 3, 7, 9, 10};
  EXPECT_EQ(set_text(numbers), "1:3,7,9:10");
}

std::string fetched(const char* items) {
  imap_args args(items);
  const auto parsed = parse_fetch(args);
  return parsed ? render_fetch(*parsed, sample()) : "(malformed)";
}

TEST(ImapFetch, Items) {
  EXPECT_EQ(fetched("(UID FLAGS RFC822.SIZE)"), "UID 7 FLAGS (\\Seen) RFC822.SIZE 29");
  EXPECT_EQ(fetched("internaldate"), "INTERNALDATE \"14-Nov-2023 22:13:20 +0000\"");
  EXPECT_EQ(fetched("BODY.PEEK[HEADER.FIELDS (x-a \"None\")]"),
            "BODY[HEADER.FIELDS (x-a None)] {10}\r\nX-A: 1\r\n\r\n");
  EXPECT_EQ(fetched("BODY[HEADER.FIELDS.NOT (x-a)]"),
            "BODY[HEADER.FIELDS.NOT (x-a)] {15}\r\nSubject: hi\r\n\r\n");
  EXPECT_EQ(fetched("BODY[TEXT]"), "BODY[TEXT] {6}\r\nbody\r\n");
  EXPECT_EQ(fetched("BODY[]<9.3>"), "BODY[]<9> {3}\r\nhi\r");
  EXPECT_EQ(fetched("BODY[]<900.3>"), "BODY[]<900> {0}\r\n");
  for (const char* bad :
       {"", "()", "ENVELOPE", "BODY[", "BODY[1]", "BODY[HEADER.FIELDS]", "(UID", "UID)", "BODY[]<0.0>"}) {
    EXPECT_EQ(fetched(bad), "(malformed)") << bad;
  }
}

bool found(const std::string& keys) {
  imap_args args(keys);
  const auto criteria = parse_search(args);
  EXPECT_TRUE(criteria) << keys;
  return criteria && (*criteria)({sample(), 2, 5, 9, {7}});
}

TEST(ImapSearch, Keys) {
  for (const char* yes : {"ALL",
                          "SEEN",
                          "UNDELETED",
                          "HEADER subject HI",
                          "HEADER x-a \"\"",
                          "UID 7",
                          "UID 1:*",
                          "2",
                          "1:3 SEEN",
                          "NOT 3",
                          "OR 3 SEEN",
                          "(SEEN NOT (DELETED))",
                          "SINCE 14-Nov-2023",
                          "ON \"14-Nov-2023\"",
                          "BEFORE 15-Nov-2023",
                          "TEXT body",
                          "BODY BODY",
                          "$",
                          "LARGER 28",
                          "SMALLER 30"}) {
    EXPECT_TRUE(found(yes)) << yes;
  }
  for (const char* no : {"UNSEEN", "DELETED", "HEADER subject ho", "HEADER none \"\"", "UID 8:9", "1",
                         "NOT ALL", "SINCE 15-Nov-2023", "BODY hi", "KEYWORD x"}) {
    EXPECT_FALSE(found(no)) << no;
  }
}

TEST(ImapSearch, RefusesMalformedAndDeep) {
  const std::string deep(100, '(');
  for (const std::string& bad : std::initializer_list<std::string>{
           "", "FOO", "UID", "NOT", "OR ALL", "HEADER x", "(ALL", "ALL)", "SINCE yesterday", "ALL "}) {
    imap_args args(bad);
    EXPECT_FALSE(parse_search(args)) << bad;
  }
  imap_args nested(deep);
  EXPECT_FALSE(parse_search(nested));
}

}  // namespace
}  // namespace watchpost::sandbox
