// FETCH data as servers send it, and whatever is cut off or nested too deep.
#include "mail/imap/response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::Optional;

std::optional<fetch_data> fetch(const std::string& items) {
  const auto r = parse_response("* 12 FETCH " + items);
  if (!r) return std::nullopt;
  const auto* data = std::get_if<fetch_data>(&r->data);
  return data == nullptr ? std::nullopt : std::optional(*data);
}

const std::string usual =
    "(UID 41 INTERNALDATE \"17-Jul-2026 02:44:25 -0700\" RFC822.SIZE 5000000000 FLAGS (\\Seen $x) "
    "BODY[HEADER.FIELDS (MESSAGE-ID X-PROBE)] {21}\r\nMessage-ID: <a@b>\r\n\r\n MODSEQ (7))";

TEST(fetch, all_that_we_ask_for) {
  const auto data = fetch(usual);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->number, 12U);
  EXPECT_EQ(data->uid, 41U);
  EXPECT_EQ(data->arrived, 1784281465);
  EXPECT_EQ(data->size, 5000000000U);
  EXPECT_EQ(data->header, "Message-ID: <a@b>\r\n\r\n");
}

TEST(fetch, cut_anywhere_is_refused) {
  for (std::size_t n = 0; n < usual.size(); ++n) EXPECT_FALSE(fetch(usual.substr(0, n))) << n;
}

TEST(fetch, beginning_of_the_message) {
  EXPECT_EQ(fetch("(UID 41 BODY[]<0> {4}\r\na\r\nb)")->body, "a\r\nb");
  EXPECT_EQ(fetch("(BODY[] \"all of it\")")->body, "all of it");
  EXPECT_EQ(fetch("(BODY[]<0> NIL)")->body, "");
  EXPECT_FALSE(fetch("(BODY[]<4> \"rest\")")->body);
  EXPECT_FALSE(fetch("(BODY[TEXT]<0> \"text\")")->body);
  EXPECT_FALSE(fetch("(BODY[]<0> \"x\")")->header);
  EXPECT_FALSE(fetch("(BODY[]<0 \"x\")"));
}

TEST(fetch, order_and_case_do_not_matter) {
  const auto data = fetch("(body[header.fields (Date)] \"Date: x\" uid 7)");
  ASSERT_TRUE(data);
  EXPECT_EQ(data->uid, 7U);
  EXPECT_EQ(data->header, "Date: x");
}

TEST(fetch, header_in_every_form) {
  EXPECT_EQ(fetch("(BODY[HEADER] {0}\r\n)")->header, "");
  EXPECT_EQ(fetch("(BODY[HEADER] {3+}\r\nabc)")->header, "abc");
  EXPECT_EQ(fetch("(BODY[HEADER] ~{3}\r\na\r\n)")->header, "a\r\n");
  EXPECT_EQ(fetch("(RFC822.HEADER \"a\\\\b\")")->header, "a\\b");
  EXPECT_EQ(fetch("(BODY[HEADER.FIELDS (SUBJECT)] NIL)")->header, "");
  EXPECT_EQ(fetch("(BODY[HEADER.FIELDS (\"Message-ID\")]<0> nil)")->header, "");
  EXPECT_EQ(fetch("(BODY[HEADER.FIELDS ({4}\r\nDate)] \"x\")")->header, "x");
  EXPECT_EQ(fetch("(BODY[HEADER.FIELDS (\"a]b\")] \"x\")")->header, "x");
  EXPECT_FALSE(fetch("(BODY[TEXT] \"x\")")->header);
  EXPECT_FALSE(fetch("(UID 5)")->header);
}

TEST(fetch, literal_holds_any_byte) {
  const std::string bytes("\0(\")}\r\n\xff", 8);
  EXPECT_EQ(fetch("(BODY[HEADER] {8}\r\n" + bytes + " UID 3)")->header, bytes);
}

TEST(fetch, unknown_items_are_skipped) {
  const auto data = fetch(
      "(ENVELOPE (NIL \"s\" ((\"n\" NIL \"m\" \"h\")) {1}\r\n"
      "() BODYSTRUCTURE (\"a\" (\"b\" \"c)\")) X-GM-MSGID 127 UID 7)");
  ASSERT_TRUE(data);
  EXPECT_EQ(data->uid, 7U);
}

TEST(fetch, unusable_values) {
  EXPECT_FALSE(fetch("(UID 0)"));
  EXPECT_FALSE(fetch("(UID x)"));
  EXPECT_FALSE(fetch("(UID 4294967296)"));
  EXPECT_FALSE(fetch("(UID)"));
  EXPECT_FALSE(fetch("(FLAGS \\Seen)"));
  EXPECT_FALSE(fetch("(UID 5) x"));
  EXPECT_FALSE(fetch("UID 5"));
  EXPECT_FALSE(fetch("(BODY[HEADER] {4}\r\nabc)"));
  EXPECT_FALSE(fetch("(BODY[HEADER \"x\")"));
  EXPECT_FALSE(fetch("(BODY[HEADER] \"x)"));
  EXPECT_FALSE(parse_response("* 0 FETCH (UID 5)"));
}

TEST(fetch, date_that_is_none_is_left_out) {
  EXPECT_FALSE(fetch("(UID 5 INTERNALDATE \"yesterday\")")->arrived);
  EXPECT_FALSE(fetch("(UID 5 INTERNALDATE NIL)")->arrived);
  EXPECT_FALSE(fetch("(UID 5 INTERNALDATE 5)"));
}

TEST(fetch, nesting_is_bounded) {
  const auto nested = [](unsigned depth) {
    return "(X " + std::string(depth, '(') + std::string(depth, ')') + ")";
  };
  EXPECT_TRUE(fetch(nested(max_depth)));
  EXPECT_FALSE(fetch(nested(max_depth + 1)));
  EXPECT_FALSE(fetch("(X " + std::string(100'000, '(')));
}

TEST(fetch, empty_list_is_fine) { EXPECT_TRUE(fetch("()")); }

}  // namespace
}  // namespace watchpost::mail::imap
