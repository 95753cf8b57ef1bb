// Outbound port 25 blocking, as providers do it, is told from other failures.
#include "mail_command/outbox/advice.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::outbox {
namespace {

using mail::cause;
using mail::failure;
using mail::stage;

failure make(stage at, cause why, int code = 0) {
  failure f;
  f.at = at;
  f.why = why;
  f.code = code;
  return f;
}

TEST(SendingAdvice, KnowsABlockedPort25) {
  const failure blocked[] = {
      make(stage::connect, cause::refused, 111),    make(stage::connect, cause::timeout),
      make(stage::greeting, cause::timeout),        make(stage::greeting, cause::closed),
      make(stage::greeting, cause::permanent, 554), make(stage::recipient, cause::permanent, 550)};
  for (const auto& f : blocked) {
    EXPECT_TRUE(looks_blocked(f, 25)) << f;
    EXPECT_FALSE(looks_blocked(f, 587)) << f;
    EXPECT_NE(sending_advice(f, {.port = 25}).find("smtp.port = submission"), std::string::npos) << f;
    EXPECT_EQ(sending_advice(f, {.port = 587}).find("outbound"), std::string::npos) << f;
  }
}

TEST(SendingAdvice, DoesNotBlameTheProviderForOtherThings) {
  const failure others[] = {
      make(stage::resolve, cause::unresolved),       make(stage::connect, cause::offline),
      make(stage::tls, cause::certificate, 10),      make(stage::sign_in, cause::credentials, 535),
      make(stage::recipient, cause::temporary, 450), make(stage::acceptance, cause::permanent, 554),
      make(stage::greeting, cause::busy, 421)};
  for (const auto& f : others) EXPECT_FALSE(looks_blocked(f, 25)) << f;
}

TEST(SendingAdvice, NamesASettingForWhatCanBeSet) {
  for (std::size_t c = 0; c < mail::cause_names.size(); ++c) {
    const auto why = static_cast<cause>(c);
    if (why == cause::cancelled || why == cause::internal) continue;
    EXPECT_NE(sending_advice(make(stage::connect, why), {.port = 587}), "") << mail::name(why);
    EXPECT_NE(maildrop_advice(make(stage::connect, why)), "") << mail::name(why);
  }
  EXPECT_NE(sending_advice(make(stage::recipient, cause::permanent, 530), {.port = 587}).find("smtp.auth"),
            std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail_command::outbox
