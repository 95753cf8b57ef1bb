// Servers that send too much, or bytes that do not belong there.
#include "dialogue.h"
#include "mail/imap/response.h"

namespace watchpost::mail::imap {
namespace {

const std::string flight_up_to_nine = hello + auth + select + fetch_from(7) + in + selected(3, 9);

TEST(line, too_long) {
  EXPECT_EQ(failed_scan("flood 70000\n").why, cause::limit);
  EXPECT_EQ(failed_scan(hello + auth + select + fetch_from(7) + "raw: w0 OK \nflood 70000\n").why,
            cause::limit);
  EXPECT_EQ(failed_scan(flight_up_to_nine + "raw: * X\nflood 70000\n").why, cause::limit);
}

TEST(literal, longer_than_what_is_kept) {
  const std::string head =
      "S: * 3 FETCH (UID 8 BODY[HEADER.FIELDS (X-PROBE)] {200017}\nS: X-Probe: ours\nS:\n";
  imap_client c(flight_up_to_nine + head + "flood 200000\nS: )\nS: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].header.size(), max_literal);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(literal, too_long) {
  for (const std::string size : {"4294967295", "99999999999999999999", "40000000"})
    EXPECT_EQ(failed_scan(flight_up_to_nine + "S: * 3 FETCH (UID 8 BODY[HEADER] {" + size + "}\n").why,
              cause::limit)
        << size;
}

TEST(literal, cut_off) {
  const failure f =
      failed_scan(flight_up_to_nine + "S: * 3 FETCH (UID 8 BODY[HEADER] {500}\nraw: abc\nreset\nnext\n" +
                  hello + auth_alone + in + select + selected(3, 9) + fetch_from(7) +
                  "S: * 3 FETCH (UID 8 BODY[HEADER] {500}\nraw: abc\nreset\n");
  EXPECT_EQ(f.why, cause::closed);
  EXPECT_EQ(f.at, stage::find);
}

TEST(untagged, too_many) {
  EXPECT_EQ(failed_scan(flight_up_to_nine + "repeat 10001 * OK still here\n").why, cause::limit);
  EXPECT_EQ(failed_scan(flight_up_to_nine + "repeat 10010 * 1 FETCH (UID 1)\n").why, cause::limit);
}

TEST(untagged, as_many_as_the_mailbox_holds) {
  std::string script = hello + auth + select + fetch_from(7) + in + selected(20'000, 30'000);
  imap_client c(script + "repeat 20000 * 1 FETCH (UID 9 BODY[HEADER] \"X\")\nS: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->read, 20'000U);
}

TEST(matches, beyond_what_is_kept_are_left_for_the_next_scan) {
  std::string messages;
  for (std::uint32_t i = 0; i < max_matches + 3; ++i) messages += message(3, static_cast<int>(100 + i), true);
  imap_client c(hello + auth + select + fetch_from(7) + in + selected(2000, 3000) + messages +
                "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), max_matches);
  EXPECT_EQ(seen->next, read_to("5:100"));  // too many to be listed: all from the first one on
}

// Garbage is repeated in lockstep, once; a line that is too long is not.
failure failed_twice(const std::string& garbage) {
  return failed_scan(flight_up_to_nine + garbage + "next\n" + hello + auth_alone + in + select +
                     selected(3, 9) + fetch_from(7) + garbage);
}

TEST(garbage, between_the_answers) {
  for (const std::string line : {"garbage", "w2 MAYBE", "w9 OK", "+ more"}) {
    const failure f = failed_twice("S: " + line + "\n");
    EXPECT_EQ(f.why, cause::protocol) << line;
    EXPECT_EQ(f.at, stage::find) << line;
  }
}

TEST(garbage, nul_and_control_bytes) {
  const failure f = failed_twice("raw: * OK a\\0b\\r\\n\n");
  EXPECT_EQ(f.why, cause::protocol);
  const failure g = failed_twice("raw: \\x01\\x02\\xff\\r\\n\n");
  EXPECT_EQ(g.why, cause::protocol);
  EXPECT_EQ(g.server, "<3 bytes>");
}

// Nobody needs it: what is not given now is asked for by the next scan.
TEST(garbage, of_untagged_data_is_passed_over) {
  for (const std::string line : {"* 3 FETCH (UID", "* 3 FETCH (UID 0)", "* 99999999999 EXISTS", "* ",
                                 "* 3 FETCH (UID 8))", "* STATUS", "* (x)"}) {
    imap_client c(looked.substr(0, looked.find("S: w2 OK")) + "S: " + line + "\nS: w2 OK\nC: w3 LOGOUT\n");
    const auto seen = c.scan(read_to("5:7"));
    ASSERT_TRUE(seen) << line << ": " << seen.error();
    EXPECT_EQ(seen->matches.size(), 1U);
    EXPECT_EQ(c.report().remarks.size(), 1U) << line;
    EXPECT_EQ(c.unexpected(), "") << line;
  }
}

TEST(garbage, of_untagged_data_is_bounded) {
  EXPECT_EQ(failed_scan(flight_up_to_nine + "repeat 20000 * x (\n").why, cause::limit);
}

TEST(garbage, nested_too_deep) {
  imap_client c(flight_up_to_nine + "S: * 3 FETCH (X " + std::string(5000, '(') +
                "\nS: w2 OK\nC: w3 LOGOUT\n");
  EXPECT_TRUE(c.scan(read_to("5:7")));
}

TEST(bare_line_feeds, are_line_ends_too) {
  imap_client c("raw: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] x\\n\n" + auth +
                "raw: * OK hi\\nw0 OK in\\n\nC: w1 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
