// Everything but FETCH: status responses and their codes, mailbox data, continuations, and what is none of
// it.
#include "mail/imap/response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class T>
T data_of(std::string_view text) {
  const auto r = parse_response(text);
  EXPECT_TRUE(r) << text;
  if (!r) return {};
  const auto* data = std::get_if<T>(&r->data);
  EXPECT_NE(data, nullptr) << text;
  return data == nullptr ? T{} : *data;
}

TEST(response, tagged) {
  const auto r = parse_response("w12 NO [AUTHENTICATIONFAILED] Authentication failed.");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->tag, "w12");
  EXPECT_FALSE(r->untagged());
  const auto& said = std::get<status_response>(r->data);
  EXPECT_EQ(said.what, status::no);
  EXPECT_EQ(said.code.name, "AUTHENTICATIONFAILED");
  EXPECT_EQ(said.code.argument, "");
  EXPECT_EQ(said.text, "Authentication failed.");
}

TEST(response, status_words_in_any_case) {
  EXPECT_EQ(data_of<status_response>("* OK hi").what, status::ok);
  EXPECT_EQ(data_of<status_response>("* no hi").what, status::no);
  EXPECT_EQ(data_of<status_response>("* Bad hi").what, status::bad);
  EXPECT_EQ(data_of<status_response>("* PREAUTH hi").what, status::preauth);
  EXPECT_EQ(data_of<status_response>("* bye hi").what, status::bye);
}

TEST(response, status_without_words) {
  EXPECT_EQ(data_of<status_response>("* OK").text, "");
  EXPECT_EQ(data_of<status_response>("* OK ").text, "");
  EXPECT_EQ(data_of<status_response>("w1 OK [READ-ONLY]").code.name, "READ-ONLY");
}

TEST(response, codes_with_arguments) {
  const auto code = [](std::string_view text) { return data_of<status_response>(text).code; };
  EXPECT_EQ(code("* OK [UIDNEXT 12] next").argument, "12");
  EXPECT_EQ(code("* OK [uidvalidity 7] x").name, "UIDVALIDITY");
  EXPECT_EQ(code("* OK [CAPABILITY IMAP4rev1 IDLE] x").argument, "IMAP4rev1 IDLE");
  EXPECT_EQ(code("w1 OK [APPENDUID 38505 3955] done").argument, "38505 3955");
  EXPECT_EQ(code("* OK [PERMANENTFLAGS (\\Deleted \\*)] x").argument, "(\\Deleted \\*)");
  EXPECT_EQ(code("* NO [ALERT] disk is full").name, "ALERT");
  EXPECT_EQ(code("* OK [] odd").name, "");
}

TEST(response, bracket_that_never_closes_is_text) {
  const auto said = data_of<status_response>("* OK [UIDNEXT 12 next");
  EXPECT_EQ(said.code.name, "");
  EXPECT_EQ(said.text, "[UIDNEXT 12 next");
}

TEST(response, capability) {
  EXPECT_EQ(data_of<capability_data>("* CAPABILITY IMAP4rev1 AUTH=PLAIN").names, "IMAP4rev1 AUTH=PLAIN");
}

TEST(response, counts) {
  EXPECT_EQ(data_of<exists_data>("* 23 EXISTS").count, 23U);
  EXPECT_EQ(data_of<exists_data>("* 0 exists").count, 0U);
  EXPECT_EQ(data_of<recent_data>("* 5 RECENT").count, 5U);
  EXPECT_EQ(data_of<expunge_data>("* 44 EXPUNGE").number, 44U);
  EXPECT_FALSE(parse_response("* 0 EXPUNGE"));
  EXPECT_FALSE(parse_response("* 5000000000 EXISTS"));
  EXPECT_FALSE(parse_response("* 5 EXISTS now"));
}

TEST(response, keywords_of_any_bytes) {
  EXPECT_EQ(data_of<other_data>("* FLAGS (\\Seen \x04Junk \\*)").name, "FLAGS");
  EXPECT_EQ(data_of<fetch_data>("* 3 FETCH (FLAGS (\\Seen \x04Junk \"x\") UID 8)").uid, 8U);
  EXPECT_FALSE(parse_response("* 3 FETCH (FLAGS (\\Seen UID 8"));
}

TEST(response, list) {
  const auto list = data_of<list_data>("* LIST (\\HasNoChildren \\Junk) \"/\" \"a \\\"b\\\"\"");
  EXPECT_THAT(list.attributes, ElementsAre("\\HasNoChildren", "\\Junk"));
  EXPECT_EQ(list.delimiter, "/");
  EXPECT_EQ(list.name, "a \"b\"");
  EXPECT_EQ(data_of<list_data>("* LSUB () NIL {5}\r\nINBOX").name, "INBOX");
  EXPECT_EQ(data_of<list_data>("* LIST () \".\" a (\"CHILDINFO\" (\"SUBSCRIBED\"))").name, "a");
  EXPECT_FALSE(parse_response("* LIST () \".\""));
  EXPECT_FALSE(parse_response("* LIST (\\Junk \".\" a"));
}

TEST(response, mailbox_status) {
  const auto told = data_of<mailbox_status_data>(
      "* STATUS \"Old mail\" (UIDNEXT 44292 MESSAGES 231 UIDVALIDITY 7 HIGHESTMODSEQ "
      "715194045007 X (1 \"a\"))");
  EXPECT_EQ(told.name, "Old mail");
  EXPECT_EQ(told.messages, 231U);
  EXPECT_EQ(told.validity, 7U);
  EXPECT_EQ(told.next, 44292U);
  const auto little = data_of<mailbox_status_data>("* status {4}\r\nJunk ( uidnext 1 )");
  EXPECT_EQ(little.name, "Junk");
  EXPECT_EQ(little.next, 1U);
  EXPECT_FALSE(little.messages || little.validity);
  for (const char* text : {"* STATUS", "* STATUS Junk", "* STATUS Junk (", "* STATUS Junk (UIDNEXT",
                           "* STATUS Junk (UIDNEXT x)", "* STATUS Junk (UIDNEXT 5000000000)",
                           "* STATUS Junk (UIDNEXT 1", "* STATUS Junk (UIDNEXT 1) x", "* STATUS (UIDNEXT 1)"})
    EXPECT_FALSE(parse_response(text)) << text;
}

TEST(response, search) {
  EXPECT_THAT(data_of<search_data>("* SEARCH 2 84 882").found,
              ElementsAre(number_range{2, 2}, number_range{84, 84}, number_range{882, 882}));
  EXPECT_THAT(data_of<search_data>("* SEARCH").found, IsEmpty());
  EXPECT_THAT(data_of<search_data>("* SEARCH ").found, IsEmpty());
  EXPECT_THAT(data_of<search_data>("* SEARCH 7 (MODSEQ 917162500)").found, ElementsAre(number_range{7, 7}));
  EXPECT_FALSE(parse_response("* SEARCH 0"));
  EXPECT_FALSE(parse_response("* SEARCH 1 x"));
}

TEST(response, esearch) {
  const auto found = data_of<search_data>("* ESEARCH (TAG \"w5\") UID COUNT 3 MIN 2 ALL 2,10:11");
  EXPECT_EQ(found.tag, "w5");
  EXPECT_TRUE(found.uid);
  EXPECT_EQ(found.count, 3U);
  EXPECT_THAT(found.found, ElementsAre(number_range{2, 2}, number_range{10, 11}));
  EXPECT_FALSE(data_of<search_data>("* ESEARCH").uid);
  EXPECT_FALSE(parse_response("* ESEARCH (TAG \"w5\""));
  EXPECT_FALSE(parse_response("* ESEARCH UID ALL 2:*"));
  EXPECT_FALSE(parse_response("* ESEARCH UID COUNT"));
}

TEST(response, continuation) {
  EXPECT_EQ(data_of<continuation>("+ idling").text, "idling");
  EXPECT_EQ(data_of<continuation>("+ ").text, "");
  EXPECT_EQ(data_of<continuation>("+").text, "");
  EXPECT_EQ(data_of<continuation>("+cj1m").text, "cj1m");
}

TEST(response, unknown_data_is_named_and_skipped) {
  EXPECT_EQ(data_of<other_data>("* VANISHED (EARLIER) 41,43:116").name, "VANISHED");
  EXPECT_EQ(data_of<other_data>("* 12 XHINT (1 2").name, "XHINT");
  EXPECT_EQ(data_of<other_data>("* id (\"name\" \"x\")").name, "ID");
}

TEST(response, what_is_none) {
  for (const std::string_view text :
       {"", " ", "*", "* ", "w1", "w1 ", "w1 MAYBE x", "w1 BYE x", "w1 PREAUTH x", "220 mail.test ESMTP",
        "(a)", "* (x)", "* 12", "* 12 ", "\"", "{5}", "\r\n"})
    EXPECT_FALSE(parse_response(text)) << text;
}

TEST(response, bytes_beyond_ascii_and_nul_do_no_harm) {
  using namespace std::string_view_literals;
  EXPECT_EQ(data_of<status_response>("* OK gr\xc3\xbc\xc3\x9f"
                                     "e \xff"sv)
                .text,
            "gr\xc3\xbc\xc3\x9f"
            "e \xff");
  EXPECT_FALSE(parse_response("\0\0\0"sv));
  EXPECT_FALSE(parse_response("* 1 FETCH (UID\0 7)"sv));
}

}  // namespace
}  // namespace watchpost::mail::imap
