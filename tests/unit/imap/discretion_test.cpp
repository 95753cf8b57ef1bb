// Nothing of other people's mail is shown, in whatever form a server brings it.
#include "mail/imap/discretion.h"

#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

TEST(discretion, shows_what_nobody_wrote) {
  for (const std::string line :
       {"w3 NO [LIMIT] no", "+ idling", "* 3 EXISTS", "* OK [UIDNEXT 9] next", "* LIST (\\Junk) \"/\" Spam",
        "* 3 FETCH (UID 8 FLAGS (\\Seen))", "* 3 FETCH (UID 8 BODY[HEADER.FIELDS (MESSAGE-ID)] {17}",
        "* 3 FETCH (UID 8 INTERNALDATE \"01-Jan-1970 00:01:00 +0000\" BODY[]<0> {65536}"})
    EXPECT_EQ(discreet(line, true), line);
  EXPECT_EQ(discreet(")", false), ")");
}

TEST(discretion, leaves_out_the_rest) {
  const std::pair<const char*, const char*> table[]{
      {"Subject: lunch", "<14 bytes>"},
      {"* Subject: lunch", "<16 bytes>"},
      {"* 3 FETCH (UID 8 BODY[HEADER] \"Subject: lunch\")", "* 3 FETCH (UID 8 BODY[HEADER]<18 bytes>"},
      {"* 3 FETCH (UID 8 BODY[HEADER] Subject: lunch)", "* 3 FETCH (UID 8 BODY[HEADER]<16 bytes>"},
      {"* 3 FETCH (ENVELOPE (\"Mon\" \"lunch\"))", "* 3 FETCH (ENVELOPE (<15 bytes>"}};
  for (const auto& [line, shown] : table) EXPECT_EQ(discreet(line, true), shown);
  EXPECT_EQ(discreet("From: bob", false), "<9 bytes>");
}

// A literal that is shorter than the header, and headers that are none.
TEST(discretion, holds_in_failures_and_transcripts) {
  for (const std::string answer :
       {"S: * 2 FETCH (UID 7 BODY[HEADER.FIELDS (X-PROBE)] {3}\nS: Subject: lunch\nS: From: bob\n",
        "S: * 2 FETCH (UID 7 BODY[HEADER.FIELDS (X-PROBE)] Subject: lunch\n", "S: Subject: lunch\n",
        "S: * 2 FETCH (UID 7 BODY[HEADER.FIELDS (X-PROBE)] \"Subject: lunch\" From: bob\n",
        "S: * 2 FETCH (UID 7 BODY[HEADER.FIELDS (X-PROBE)] {16}\nS: Subject: lunch\nS: ) From: bob\n"}) {
    imap_client c(hello + auth_alone + in + select + selected(2, 8) + fetch_from(7) + answer);
    c.memory().lockstep = true;
    const auto seen = c.scan(read_to("5:7"));
    ASSERT_FALSE(seen) << answer;
    const std::string all = to_string(seen.error()) + c.report().transcript.text();
    for (const char* text : {"lunch", "bob"}) EXPECT_EQ(all.find(text), all.npos) << all;
  }
}

TEST(closing, keeps_the_words_before_it) {
  imap_client c(hello + auth_alone + "S: * NO Mailbox is being moved\nclose\n");
  c.memory().lockstep = true;
  const auto seen = c.scan("");
  ASSERT_TRUE(fails(seen, cause::closed));
  EXPECT_EQ(seen.error().server, "Mailbox is being moved");
  imap_client busy(hello + auth_alone + "S: * NO Too many simultaneous connections\nclose\n");
  busy.memory().lockstep = true;
  EXPECT_EQ(busy.scan("").error().why, cause::busy);
}

}  // namespace
}  // namespace watchpost::mail::imap
