// The codes of alarm mails.
#include "control_room.h"

namespace watchpost::mail_command::alarm {
namespace {

using namespace std::chrono_literals;
using abi::event_kind;
using test::control_room;
using test::hour;
using test::minute;
using test::start;

class Ack : public ::testing::Test, protected control_room {};

TEST_F(Ack, CodeNamesTheAlarmForItsAddresseeOnly) {
  take(point(event_kind::point_raised, 7));
  const std::string code = code_to('a');
  ASSERT_FALSE(code.empty());
  EXPECT_NE(code, code_to('b'));
  const auto found = book.find(code, "A@x.test", start + 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source, "pump1");
  EXPECT_EQ(found->occurrence, "7");
  EXPECT_EQ(found->is, alarm_phase::told);
  EXPECT_FALSE(book.find(code, "b@x.test", start + 1));
  EXPECT_FALSE(book.find("AAAA-AAAA-AAAA", "a@x.test", start + 1));
  EXPECT_FALSE(book.find("", "a@x.test", start + 1));
}

TEST_F(Ack, SurvivesARestartWithoutTheCodeBeingKept) {
  take(point(event_kind::point_raised, 7));
  const std::string code = code_to('a');
  for (const auto& [key, value] : stored.entries) {
    const bool of_alarms = key.starts_with("alarm.");
    EXPECT_TRUE(!of_alarms || value.find(code) == std::string::npos) << key;
  }
  restart();
  EXPECT_TRUE(book.find(code, "a@x.test", start + hour));
}

TEST_F(Ack, WorksOnceAndSaysWhoWasFirst) {
  rows.repeat = 15min;
  take(point(event_kind::point_raised, 7));
  const auto found = book.find(code_to('a'), "a@x.test", start);
  ASSERT_TRUE(found);
  stored.write(book.acknowledged(found->name, "alice", start + minute));
  restart();
  const auto again = book.find(code_to('b'), "b@x.test", start + minute);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->is, alarm_phase::acknowledged);
  EXPECT_EQ(again->by, "alice");
  EXPECT_TRUE(book.acknowledged(again->name, "bob", start + minute).empty());
  EXPECT_EQ(book.next(), std::nullopt);
}

TEST_F(Ack, TellsThatTheAlarmIsOver) {
  take(point(event_kind::point_raised, 7));
  const std::string code = code_to('a');
  take(point(event_kind::point_cleared, 7), start + minute);
  EXPECT_EQ(code_to('a'), "");
  const auto found = book.find(code, "a@x.test", start + 2 * minute);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->is, alarm_phase::over);
  EXPECT_TRUE(book.acknowledged(found->name, "alice", start + minute).empty());
  elapse(start + 25 * hour);
  EXPECT_FALSE(book.find(code, "a@x.test", start + 25 * hour));
}

TEST_F(Ack, CodesOfEarlierMailsStayGoodWithinBounds) {
  rows.repeat = 15min;
  take(point(event_kind::point_raised, 7));
  const std::string first = code_to('a');
  elapse(start + 15 * minute);
  EXPECT_TRUE(book.find(first, "a@x.test", start + 16 * minute));
  EXPECT_TRUE(book.find(code_to('a'), "a@x.test", start + 16 * minute));
  for (int i = 2; i < 100; ++i) elapse(start + i * 15 * minute);
  EXPECT_LE(book.all().begin()->second.codes.size(), 12u);
}

TEST_F(Ack, HasNoCodesWhereMailIsNotRead) {
  text.replies = false;
  take(point(event_kind::point_raised, 7));
  EXPECT_EQ(code_to('a'), "");
  EXPECT_EQ(mail_to('a').message.find("acknowledge"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail_command::alarm
