// From events of points to mails: hold-off, repeat, recovery; each event once.
#include "control_room.h"

namespace watchpost::mail_command::alarm {
namespace {

using namespace std::chrono_literals;
using abi::event_kind;
using test::control_room;
using test::hour;
using test::minute;
using test::start;
using ::testing::Test;
using subjects = std::vector<std::string>;

class Alarms : public Test, protected control_room {
 protected:
  // Without the codes, which are random.
  subjects told() {
    subjects all = mails();
    for (auto& s : all) s = without_code(s);
    return all;
  }
};

TEST_F(Alarms, AreToldAtOnceToEachAddress) {
  EXPECT_EQ(take(point(event_kind::point_raised, 1)), taken::done);
  EXPECT_EQ(told(), (subjects{"a [ALARM] Pump 1: ON", "b [ALARM] Pump 1: ON"}));
  EXPECT_EQ(book.next(), std::nullopt);
  EXPECT_EQ(mail_to('a').from, "box@plant.test");
}

TEST_F(Alarms, TakeAnEventOnceHoweverOftenItComes) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(take(point(event_kind::point_raised, 1)), taken::done);
    restart();
  }
  EXPECT_EQ(told().size(), 2u);
  take(point(event_kind::point_cleared, 1));
  take(point(event_kind::point_raised, 1));  // again, after it was over
  EXPECT_EQ(book.all().at("pump1").is, alarm_phase::over);
  EXPECT_EQ(told(), (subjects{"a [OVER] Pump 1: ON", "b [OVER] Pump 1: ON"}));
  take(point(event_kind::point_raised, 2));
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(Alarms, AreHeldAndNotToldWhenOverSooner) {
  rows.hold_off = 30s;
  take(point(event_kind::point_raised, 1));
  EXPECT_TRUE(told().empty());
  EXPECT_EQ(book.next(), start + 30'000);
  take(point(event_kind::point_cleared, 1, start + 29'000), start + 29'000);
  elapse(start + 30'000);
  EXPECT_TRUE(told().empty());
  EXPECT_TRUE(book.all().empty());
}

TEST_F(Alarms, AreToldAfterTheHoldOffAlsoByAnotherProcess) {
  rows.hold_off = 30s;
  take(point(event_kind::point_raised, 1));
  elapse(start + 29'999);
  EXPECT_TRUE(told().empty());
  restart();
  elapse(start + 30'000);
  EXPECT_EQ(told().size(), 2u);
  elapse(start + 31'000);
  EXPECT_TRUE(told().empty());
}

TEST_F(Alarms, CountTheHoldOffFromWhenItBegan) {
  rows.hold_off = 30s;
  take(point(event_kind::point_raised, 1, start - hour), start);
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(Alarms, AreRepeatedUntilAcknowledged) {
  rows.repeat = 15min;
  take(point(event_kind::point_raised, 1));
  told();
  elapse(start + 15 * minute);
  EXPECT_EQ(told(), (subjects{"a [ALARM, mail 2] Pump 1: ON", "b [ALARM, mail 2] Pump 1: ON"}));
  restart();
  elapse(start + 29 * minute);
  EXPECT_TRUE(told().empty());
  elapse(start + 30 * minute);
  EXPECT_EQ(told().size(), 2u);
  auto acknowledged = point(event_kind::point_acknowledged, 1);
  acknowledged.text = "alice";
  take(acknowledged, start + 31 * minute);
  EXPECT_EQ(book.next(), std::nullopt);
  elapse(start + 24 * hour);
  EXPECT_TRUE(told().empty());
  take(point(event_kind::point_cleared, 1, start + 25 * hour), start + 25 * hour);
  EXPECT_EQ(told(), (subjects{"a [OVER] Pump 1: ON", "b [OVER] Pump 1: ON"}));
}

TEST_F(Alarms, StayInOneThread) {
  rows.repeat = 15min;
  take(point(event_kind::point_raised, 1));
  const std::string first = mail_to('a').message_id;
  elapse(start + 15 * minute);
  using mail::message::field;
  EXPECT_EQ(field(mail_to('a').message, "In-Reply-To"), "<" + first + ">");
  EXPECT_EQ(field(mail_to('a').message, "Auto-Submitted"), "auto-generated");
  EXPECT_NE(mail_to('a').message_id, first);
}

TEST_F(Alarms, TellTheEndOnlyWhereThatIsWanted) {
  rows.points = {"pump1 to=2 recovery=no"};
  take(point(event_kind::point_raised, 1));
  EXPECT_EQ(told(), (subjects{"b [ALARM] Pump 1: ON"}));
  take(point(event_kind::point_cleared, 1));
  EXPECT_TRUE(told().empty());
}

TEST_F(Alarms, TellTheEndToThoseWhoWereToldTheBeginning) {
  rows.points = {"pump1 to=2"};
  take(point(event_kind::point_raised, 1));
  told();
  rows.points = {"pump1 to=1"};
  take(point(event_kind::point_cleared, 1));
  EXPECT_EQ(told(), (subjects{"b [OVER] Pump 1: ON"}));
}

TEST_F(Alarms, OfPointsThatAreOffAreTakenAndNotTold) {
  rows.points = {"pump* off"};
  EXPECT_EQ(take(point(event_kind::point_raised, 1)), taken::done);
  EXPECT_TRUE(told().empty());
  EXPECT_TRUE(book.all().empty());
}

TEST_F(Alarms, ComeAgainWhenTheOutboxIsFull) {
  terms.most_waiting = 3;
  restart();
  EXPECT_EQ(take(point(event_kind::point_raised, 1)), taken::done);
  told();
  EXPECT_EQ(take(point(event_kind::point_raised, 1, start, "pump2")), taken::full);
  EXPECT_EQ(book.all().size(), 1u);
  stored.write(out.leaving(1));
  stored.write(out.sent(1, start, "250"));
  stored.write(out.leaving(2));
  stored.write(out.sent(2, start, "250"));
  EXPECT_EQ(take(point(event_kind::point_raised, 1, start, "pump2")), taken::done);
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(Alarms, AreForgottenADayAfterTheirEnd) {
  take(point(event_kind::point_raised, 1));
  take(point(event_kind::point_cleared, 1));
  EXPECT_EQ(book.next(), start + 24 * hour);
  elapse(start + 24 * hour);
  EXPECT_TRUE(book.all().empty());
  for (const auto& [key, value] : stored.entries) EXPECT_FALSE(key.starts_with("alarm.of.")) << key;
}

TEST_F(Alarms, AreBounded) {
  rows.hold_off = 1h;
  for (int i = 0; i < 2100; ++i)
    take(point(event_kind::point_raised, 1, start + i, "p" + std::to_string(i)), start + i);
  EXPECT_EQ(book.all().size(), alarms::most_alarms);
  EXPECT_TRUE(book.all().contains("p2099"));
  EXPECT_FALSE(book.all().contains("p0"));
  const auto before = book.all().size();
  restart();
  EXPECT_EQ(book.all().size(), before);
}

TEST_F(Alarms, TellOfARecordThatCannotBeRead) {
  take(point(event_kind::point_raised, 1));
  for (const char* value : {"phase told\n", R"({"v":1,"phase":"gone"})", R"({"v":2})"}) {
    stored.entries["alarm.of.x"] = value;
    std::string damage;
    (void)alarms::load(stored.entries, damage);
    EXPECT_NE(damage.find("alarm.of.x"), std::string::npos) << damage;
  }
}

}  // namespace
}  // namespace watchpost::mail_command::alarm
