// The wall clock is set while something lasts: durations go on, times of day follow, and people are told.
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class ClockSet : public ::testing::TestWithParam<int> {
 protected:
  // Lives until `last`; the clock is set as soon as `first`. How long it took from then on.
  milliseconds time_until(const std::function<bool(const service&)>& last,
                          const std::function<bool(const service&)>& first) {
    std::optional<mail::net::instant> set_at;
    EXPECT_TRUE(w.process([&](const service& o) {
      if (!set_at && first(o)) {
        set_at = w.clock->now();
        w.clock->set_wall(by);
      }
      return set_at && last(o);
    }));
    return w.clock->now() - set_at.value_or(w.clock->now());
  }
  static bool nothing_returns(const service& o) { return o.state().returning.all().empty(); }
  bool answered(const service& o) const { return !w.mails().empty() && o.state().outbox.waiting() == 0; }

  world w;
  milliseconds by = hours(GetParam());
};

INSTANTIATE_TEST_SUITE_P(By, ClockSet, ::testing::Values(-24, -1, 1, 200),
                         [](const auto& of) { return std::to_string(of.index); });

TEST_P(ClockSet, DoesNotChangeHowLongAnOutputStaysOn) {
  w.mail({.body = "pump1 on for 10m\n"});
  const auto took = time_until(nothing_returns, [&](const service& o) { return answered(o); });
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_GT(took, minutes(9));
  EXPECT_LT(took, minutes(11));
}

TEST_P(ClockSet, IsKeptOverARestart) {
  w.mail({.body = "pump1 on for 10m\n"});
  const auto noticed = [&](const service&) { return w.on.entries.contains("clock"); };
  auto took = time_until(noticed, [&](const service& o) { return answered(o); });
  const auto restarted = w.clock->now();
  ASSERT_TRUE(w.process(nothing_returns));
  took += w.clock->now() - restarted;
  EXPECT_GT(took, minutes(9));
  EXPECT_LT(took, minutes(11));
}

TEST_P(ClockSet, IsToldInTheLogAndToWhomSomethingWasPromised) {
  w.mail({.body = "pump1 on for 10m\n"});
  w.config.alarm.addresses = {world::suzuki};
  time_until(nothing_returns, [&](const service& o) { return answered(o); });
  ASSERT_EQ(w.on.log.size(), 1U);
  EXPECT_THAT(w.on.log.front(), HasSubstr(GetParam() < 0 ? "set back by" : "set forward by"));
  for (const char* reader : {world::tanaka, world::suzuki}) {
    ASSERT_FALSE(w.mails(reader).empty());
    EXPECT_THAT(w.last_mail(reader), HasSubstr("the clock was set"));
    EXPECT_THAT(w.last_mail(reader), HasSubstr("Title of pump1 (pump1) goes back at "));
  }
}

TEST_P(ClockSet, DoesNotMakeLettersTooOld) {
  w.server->add_rule({.what = sandbox::rule::effect::refuse_message, .times = 1, .code = 451});
  w.mail({.body = "pump1 on\n"});
  const auto took = time_until([&](const service& o) { return answered(o); },
                               [&](const service& o) {
                                 const auto& all = o.state().outbox.mails();
                                 return !all.empty() && all.begin()->second.tries == 1;
                               });
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_LT(took, minutes(3));
}

TEST_P(ClockSet, DoesNotChangeHowLongAnAlarmIsHeld) {
  const auto e = w.raise_alarm({world::suzuki});
  w.config.alarm.hold_off = minutes(10);
  std::optional<mail::net::instant> set_at;
  ASSERT_TRUE(w.process_event(e, [&](const service& o) {
    if (!set_at && !o.state().alarmed.all().empty()) {
      set_at = w.clock->now();
      w.clock->set_wall(by);
    }
    return o.state().alarmed.all().begin()->second.is == alarm::alarm_phase::told;
  }));
  EXPECT_GT(w.clock->now() - *set_at, minutes(9));
  EXPECT_LT(w.clock->now() - *set_at, minutes(11));
}

TEST_P(ClockSet, DoesNotChangeHowLongACodeIsGood) {
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "valve on\n"});
  std::string code;
  ASSERT_TRUE(w.process_polls(8, minutes(5), [&](int poll) {
    if (poll == 1 || poll == 4) code = code_in(w.last_mail());
    if (poll == 1 || poll == 4) w.clock->set_wall(poll == 1 ? by : -by);
    if (poll == 1 || poll == 6) w.mail({.body = "confirm " + code + "\n"});
    if (poll != 2) return;
    EXPECT_TRUE(w.on.is_on("valve"));
    w.mail({.body = "valve off\n"});
  }));
  EXPECT_NE(code, "");
  EXPECT_TRUE(w.on.is_on("valve")) << "the second code was good for 15 minutes";
}

TEST_P(ClockSet, DoesNotMakeHandledMailNew) {
  w.mail({.body = "pump1 on\n", .id = "same"});
  ASSERT_TRUE(w.process_polls(4, minutes(5), [&](int poll) {
    if (poll == 0) w.clock->set_wall(by);
    if (poll == 2) w.clock->set_wall(-by);
    if (poll == 2) w.mail({.body = "pump1 on\n", .id = "same"});
  }));
  EXPECT_EQ(w.on.moves.size(), 1U);
}

// The answer promises 11:00 by whatever the clock shows.
TEST(ClockSetForward, LetsATimeOfDayComeSooner) {
  world w;
  w.mail({.body = "pump1 on until 11:00\n"});
  std::optional<mail::net::instant> set_at;
  ASSERT_TRUE(w.process([&](const service& o) {
    if (!set_at && w.on.is_on("pump1")) {
      set_at = w.clock->now();
      w.clock->set_wall(hours(1));
    }
    return o.state().returning.all().empty() && set_at;
  }));
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_LT(w.clock->now() - *set_at, minutes(2));
}

TEST(ClockThatDrifts, IsFollowedInSilence) {
  world w;
  w.mail({.body = "pump1 on for 10m\n"});
  bool set = false;
  ASSERT_TRUE(w.process([&](const service& o) {
    if (!std::exchange(set, true)) w.clock->set_wall(900ms);
    return o.state().returning.all().empty();
  }));
  EXPECT_TRUE(w.on.log.empty());
  EXPECT_EQ(w.mails().size(), 1U);
}

}  // namespace
}  // namespace watchpost::mail_command::test
