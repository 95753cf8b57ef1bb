#include "mail/sasl/exchange.h"

#include "mail/text/base64.h"
#include "support/failures.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchpost::mail::sasl {
namespace {

// Says what it is told to say.
class scripted final : public mechanism {
 public:
  std::optional<std::string> first;
  std::vector<std::string> heard;
  std::string said = "answer";
  std::string words;
  bool believed = true, single = false;

  std::string_view name() const override { return "X"; }
  std::optional<std::string> initial() override { return first; }
  result<std::string> answer(std::string_view challenge) override {
    heard.emplace_back(challenge);
    if (challenge == "wrong") return make_failure(stage::connect, cause::protocol, "not mine");
    return said;
  }
  std::string complaint() const override { return words; }
  bool satisfied() const override { return believed; }
  bool single_flight() const override { return single; }
};

struct Exchange : ::testing::Test {
  scripted by;
  redaction hidden;
  exchange of{by, hidden};
};

TEST_F(Exchange, SendsTheInitialResponseWithTheCommandWhereItFits) {
  EXPECT_FALSE(of.initial(exchange::any_room)) << "the server speaks first";
  by.first = "";
  EXPECT_EQ(of.initial(1)->view(), "=");
  by.first = "0123456789";
  EXPECT_EQ(of.initial(16)->view(), to_base64("0123456789"));
}

TEST_F(Exchange, AnswersTheFirstChallengeWithAnInitialResponseThatDidNotFit) {
  by.first = "0123456789";
  EXPECT_FALSE(of.initial(15));
  EXPECT_EQ(of.answer("not looked at")->view(), to_base64("0123456789"));
  EXPECT_EQ(of.answer(to_base64("next"))->view(), to_base64("answer"));
  EXPECT_EQ(by.heard, std::vector<std::string>{"next"});
}

TEST_F(Exchange, AnEmptyInitialResponseThatIsHeldBackIsAnEmptyLine) {
  by.first = "";
  EXPECT_FALSE(of.initial(0));
  EXPECT_EQ(of.answer("")->view(), "");
}

TEST_F(Exchange, RefusesWhatIsNoBase64AndNamesTheStageOfWhatTheMechanismRefuses) {
  EXPECT_EQ(of.answer("Zm9v  ")->view(), to_base64("answer")) << "blanks at the end are overlooked";
  for (const char* challenge : {"?", "Zg", "Zm 9v"}) {
    const auto answer = of.answer(challenge);
    ASSERT_TRUE(fails(answer, cause::protocol)) << challenge;
  }
  EXPECT_EQ(of.answer(to_base64("wrong")).error().at, stage::sign_in);
}

TEST_F(Exchange, EndsAServerThatChallengesForEver) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(of.answer("")) << i;
  EXPECT_EQ(of.answer("").error().why, cause::limit);
}

TEST_F(Exchange, HidesEachLineBeforeItLeaves) {
  by.said = "the password";
  const auto line = of.answer("");
  EXPECT_EQ(hidden.for_people("you sent " + std::string(line->view())), "you sent ***");
}

TEST_F(Exchange, BelievesSuccessOnlyOfASatisfiedMechanism) {
  EXPECT_TRUE(of.succeeded());
  by.believed = false;
  EXPECT_EQ(of.succeeded().error().why, cause::protocol);
}

TEST_F(Exchange, ExplainsARefusalByWhatTheServerSaidInAChallenge) {
  const failure no = make_failure(stage::sign_in, cause::unexplained);
  EXPECT_EQ(of.refused(no).detail, "");
  by.words = "status 401";
  EXPECT_EQ(of.refused(no).detail, "the server says: status 401");
  EXPECT_EQ(of.refused(no).why, cause::credentials);
}

}  // namespace
}  // namespace watchpost::mail::sasl
