// The exchange itself, with a mechanism of the test's making: what SCRAM asks for, without its random
// numbers.
#include "mail/smtp/sign_in.h"
#include "support/failures.h"
#include "support/memory_transport.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace watchpost::test {
namespace {

using namespace mail;

// Wants "first" and "proof" as challenges; answers the latter with nothing, as SCRAM does.
class proving final : public sasl::mechanism {
 public:
  std::string_view name() const override { return "PROVING"; }
  std::optional<std::string> initial() override { return std::string{}; }
  result<std::string> answer(std::string_view challenge) override {
    proven_ = challenge == "proof";
    return std::string{proven_ ? "" : "answer"};
  }
  bool satisfied() const override { return proven_; }
  bool single_flight() const override { return false; }

 private:
  bool proven_ = false;
};

struct outcome {
  result<void> end;
  std::string said;
};

outcome after(std::vector<std::string> replies) {
  auto wire = std::make_unique<memory_transport>(std::move(replies));
  auto& written = *wire;
  smtp::session s{std::move(wire)};
  proving with;
  auto end = finished(smtp::authenticate(s, with));
  return {end, written.written()};
}

TEST(Authenticate, AnswersTheServersProofWithAnEmptyLine) {
  const auto [end, said] = after({"334 Zmlyc3Q=\r\n", "334 cHJvb2Y=\r\n", "235 ok\r\n"});
  EXPECT_TRUE(end) << end.error();
  EXPECT_EQ(said, "AUTH PROVING =\r\nYW5zd2Vy\r\n\r\n");
}

TEST(Authenticate, DoesNotBelieveSuccessBeforeTheProof) {
  const auto [end, said] = after({"334 Zmlyc3Q=\r\n", "235 ok\r\n"});
  ASSERT_TRUE(fails(end, stage::sign_in, cause::protocol));
}

TEST(Authenticate, TellsARefusalAfterTheProof) {
  const auto [end, said] = after({"334 cHJvb2Y=\r\n", "535 5.7.8 wrong\r\n"});
  ASSERT_TRUE(fails(end, cause::credentials));
}

TEST(Authenticate, EndsEndlessChallenges) {
  const auto [end, said] = after(std::vector<std::string>(50, "334 Zmlyc3Q=\r\n"));
  ASSERT_TRUE(fails(end, cause::limit));
  EXPECT_TRUE(said.ends_with("\r\n*\r\n"));
}

}  // namespace
}  // namespace watchpost::test
