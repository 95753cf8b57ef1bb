// Monitors that change their state.
#include "control_room.h"

namespace watchpost::mail_command::alarm {
namespace {

using namespace std::chrono_literals;
using abi::state;
using test::control_room;
using test::minute;
using test::start;
using subjects = std::vector<std::string>;

class MonitorAlarms : public ::testing::Test, protected control_room {
 protected:
  MonitorAlarms() { rows.to = {"a@x.test"}; }
  subjects after(state is) {
    take(monitor(is, ++n_));
    subjects all = mails();
    for (auto& s : all) s = without_code(s);
    return all;
  }
  int n_ = 0;
};

TEST_F(MonitorAlarms, AreToldWhenItGetsBadOrWorseAndWhenItIsOver) {
  EXPECT_EQ(after(state::ok), subjects{});
  EXPECT_EQ(after(state::warning), subjects{"a [ALARM] mail of plant 1: WARNING"});
  EXPECT_EQ(after(state::critical), subjects{"a [ALARM] mail of plant 1: CRITICAL"});
  EXPECT_EQ(after(state::warning), subjects{});
  EXPECT_EQ(after(state::pending), subjects{});
  EXPECT_EQ(after(state::ok), subjects{"a [OVER] mail of plant 1: OK"});
  EXPECT_EQ(after(state::unknown), subjects{"a [ALARM] mail of plant 1: UNKNOWN"});
}

TEST_F(MonitorAlarms, AreToldAgainWhenItGetsWorseAfterAnAcknowledgement) {
  after(state::warning);
  stored.write(book.acknowledged("monitor:mail of plant 1", "alice", start + minute));
  EXPECT_EQ(after(state::critical).size(), 1u);
  EXPECT_EQ(book.all().begin()->second.is, alarm_phase::told);
}

TEST_F(MonitorAlarms, MayBeForCriticalOnly) {
  rows.points = {"monitor:mail* at=critical"};
  EXPECT_EQ(after(state::warning), subjects{});
  EXPECT_EQ(after(state::critical).size(), 1u);
  EXPECT_EQ(after(state::warning), subjects{"a [OVER] mail of plant 1: WARNING"});
}

TEST_F(MonitorAlarms, AreNotThoseOfAPointOfTheSameName) {
  after(state::critical);
  auto e = point(abi::event_kind::point_cleared, 1, start, "mail of plant 1");
  take(e);
  EXPECT_EQ(mails(), subjects{});
  EXPECT_EQ(book.all().size(), 1u);
}

}  // namespace
}  // namespace watchpost::mail_command::alarm
