// What was done is answered, and what is to be done goes on, whatever breaks off in between.
#include "mail_command/poll_result.h"
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace watchpost::mail_command::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LongAnswer, IsCutToTheCodesOfItsLines) {
  world w;
  for (int i = 0; i < 400; ++i) w.on.add("p" + std::to_string(i), point::kind::digital, false);
  for (auto& [id, p] : w.on.points) p.about.title = "A pump with a title that is rather long, number " + id;
  std::string body = "p1 on for 5m\n";
  for (int i = 0; i < 19; ++i) body += "list\n";
  w.mail({.body = body});
  ASSERT_TRUE(w.process());
  ASSERT_EQ(w.mails().size(), 1U);
  const std::string outgoing_mail = w.last_mail();
  EXPECT_LT(outgoing_mail.size(), 4096U);
  EXPECT_THAT(outgoing_mail, HasSubstr("> p1 on for 5m\r\n200 done: p1; goes back at "));
  EXPECT_THAT(outgoing_mail, HasSubstr("> list\r\n203 "));
  EXPECT_THAT(outgoing_mail, HasSubstr("note: the answer is too long"));
}

TEST(Fault, OfTheWorkThatTimeBringsIsToldAndTheWorkGoesOn) {
  world w;
  w.mail({.body = "pump1 on for 5m\n"});
  ASSERT_TRUE(w.process());
  w.on.operations_that_throw = 2;
  std::vector<std::string> verdicts;
  const auto returned = [&](const service& o) {
    const auto now = make_result({}, o, w.config, 0ms);
    if (verdicts.empty() || verdicts.back() != now.verdict) verdicts.push_back(now.verdict);
    return o.state().returning.all().empty() && o.live().tending_fault.empty();
  };
  ASSERT_TRUE(w.process(returned));
  EXPECT_FALSE(w.on.is_on("pump1"));
  ASSERT_EQ(w.on.log.size(), 2U);
  EXPECT_THAT(w.on.log.front(), HasSubstr("out of order"));
  EXPECT_THAT(verdicts, ElementsAre("run", "failed", "run"));
}

TEST(Fault, OfSendingIsToldAndHoldsUpNoOtherLetter) {
  world w;
  w.mail({.body = "get pump1\n"});
  w.mail({.from = world::suzuki, .body = "get level\n"});
  bool thrown = false;
  std::size_t first_arrived = 0;
  w.on_step = [&](const std::string& step) {
    if (first_arrived == 0) first_arrived = w.mails(world::suzuki).size() * 2 + w.mails().size();
    if (step != "sending" || std::exchange(thrown, true)) return;
    throw std::runtime_error("out of order");
  };
  ASSERT_TRUE(w.process());
  ASSERT_EQ(w.on.log.size(), 1U);
  EXPECT_THAT(w.on.log.front(), HasSubstr("out of order"));
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_EQ(w.mails(world::suzuki).size(), 1U);
  EXPECT_EQ(first_arrived, 2U) << "the letter behind it left first";
}

}  // namespace
}  // namespace watchpost::mail_command::test
