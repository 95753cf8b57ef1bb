// The rows that say who is told of which alarm.
#include "mail_command/alarm/rules.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::alarm {
namespace {

using namespace std::chrono_literals;
using abi::event_kind;
using addresses = std::vector<std::string>;

alarm_rows some(std::vector<std::string> points) {
  alarm_rows rows;
  rows.to = {"a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test"};
  rows.points = std::move(points);
  rows.hold_off = 5s;
  rows.repeat = 1h;
  return rows;
}

alarm_rules read(const alarm_rows& rows) {
  std::vector<rows::fault> faults;
  auto r = read_alarm_rules(rows, faults);
  for (const auto& f : faults) ADD_FAILURE() << f.key << ": " << f.text;
  return r;
}

TEST(AlarmRules, TellTheFirstThreeWithoutARule) {
  const auto t = read(some({})).of(event_kind::point_raised, "pump1");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->to, (addresses{"a@x.test", "b@x.test", "c@x.test"}));
  EXPECT_EQ(t->hold_off, 5s);
  EXPECT_EQ(t->repeat, 1h);
  EXPECT_TRUE(t->recovery);
}

TEST(AlarmRules, TakeTheFirstRowThatFits) {
  const auto r = read(some({"pump1 to=5,2 hold_off=0s repeat=15m recovery=no", "pump* to=1", "door* off",
                            "monitor:mail* to=4 at=critical"}));
  const auto t = r.of(event_kind::point_raised, "PUMP1");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->to, (addresses{"e@x.test", "b@x.test"}));
  EXPECT_EQ(t->hold_off, 0s);
  EXPECT_EQ(t->repeat, 15min);
  EXPECT_FALSE(t->recovery);
  EXPECT_EQ(r.of(event_kind::point_raised, "pump2")->to, addresses{"a@x.test"});
  EXPECT_FALSE(r.of(event_kind::point_raised, "door7"));
  EXPECT_EQ(r.of(event_kind::point_raised, "mail1")->to.size(), 3u);
  EXPECT_TRUE(r.of(event_kind::monitor_state, "mail1")->critical_only);
  EXPECT_EQ(r.of(event_kind::monitor_state, "mail1")->to, addresses{"d@x.test"});
  EXPECT_EQ(r.of(event_kind::monitor_state, "pump1")->to.size(), 3u);
}

TEST(AlarmRules, TakeNamesWithBlanksInQuotes) {
  const auto r = read(some({"\"boiler room*\" to=2", "monitor:\"mail flow\" off"}));
  EXPECT_EQ(r.of(event_kind::point_raised, "Boiler room 1")->to, addresses{"b@x.test"});
  EXPECT_EQ(r.of(event_kind::point_raised, "boiler")->to.size(), 3u);
  EXPECT_FALSE(r.of(event_kind::monitor_state, "mail flow"));
}

TEST(AlarmRules, AreSilentWhenSwitchedOff) {
  auto rows = some({"monitor:* to=1"});
  rows.monitors = false;
  EXPECT_FALSE(read(rows).of(event_kind::monitor_state, "m"));
  EXPECT_TRUE(read(rows).of(event_kind::point_raised, "m"));
  rows.enabled = false;
  EXPECT_FALSE(read(rows).of(event_kind::point_raised, "m"));
  rows = some({});
  rows.to.clear();
  EXPECT_FALSE(read(rows).of(event_kind::point_raised, "m"));
}

TEST(AlarmRules, SayWhatIsWrongWithARow) {
  const std::pair<std::string, std::string> wrong[] = {
      {"", "is empty"},
      {"to=1", "must begin with the pattern"},
      {"monitor: to=1", "must begin with the pattern"},
      {"pump1 to=6", "there are 5 in alarm.to"},
      {"pump1 to=0", "numbered from 1"},
      {"pump1 to=x", "names no address"},
      {"pump1 to=", "has no value"},
      {"pump1 to=1,,2", "names no address"},
      {"pump1 to=1,2,3,4", "more than 3"},
      {"pump1 hold_off=soon", "is no time"},
      {"pump1 hold_off=25h", "is not within"},
      {"pump1 repeat=10s", "is not within"},
      {"pump1 recovery=perhaps", "neither yes nor no"},
      {"pump1 at=critical", "is for monitors"},
      {"monitor:m at=pending", "neither warning nor critical"},
      {"pump1 holdoff=1s", "did you mean 'hold_off'?"},
      {"pump1 quiet", "is not known"},
      {"pump1 of", "did you mean 'off'?"},
      {"pump1 to=1 to=2", "is given twice"},
      {"pump1 to=1 off", "put it before them"},
      {"\"pump1 to=1", "quotation mark is not closed"},
      {std::string(3000, 'x'), "longer"},
  };
  for (const auto& [row, text] : wrong) {
    std::vector<rows::fault> faults;
    const auto r = read_alarm_rules(some({"door* off", row}), faults);
    ASSERT_EQ(faults.size(), 1u) << row;
    EXPECT_EQ(faults[0].key, "alarm.point");
    EXPECT_EQ(faults[0].text.find("row 2: "), 0u) << faults[0].text;
    EXPECT_NE(faults[0].text.find(text), std::string::npos) << faults[0].text;
    EXPECT_FALSE(faults[0].warning);
    EXPECT_EQ(r.rules.size(), 1u);
  }
}

TEST(AlarmRules, TakeFiveAddresses) {
  auto rows = some({});
  rows.to.emplace_back("f@x.test");
  std::vector<rows::fault> faults;
  EXPECT_EQ(read_alarm_rules(rows, faults).addresses.size(), 5u);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].key, "alarm.to");
  faults.clear();
  rows.to = {"a@x.test", "A@x.test"};
  read_alarm_rules(rows, faults);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_TRUE(faults[0].warning);
}

}  // namespace
}  // namespace watchpost::mail_command::alarm
