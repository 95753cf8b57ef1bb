#include "mail_command/identity/password.h"

#include "mail/json/record.h"
#include "mail_command/identity/attempts.h"
#include "people.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace watchpost::mail_command::identity;
using namespace watchpost::test;
namespace json = watchpost::mail::json;

std::string fault_of(const std::string& text) {
  std::string why;
  return password_hash::read(text, why) ? "" : why;
}

TEST(Password, FitsAndDoesNot) {
  std::string why;
  const auto hash = password_hash::read(horse_hash(), why);
  ASSERT_TRUE(hash) << why;
  EXPECT_TRUE(hash->fits(horse));
  EXPECT_FALSE(hash->fits("correct horsf"));
  EXPECT_FALSE(hash->fits(""));
  EXPECT_FALSE(hash->fits(std::string(horse) + std::string(1, '\0')));
  EXPECT_FALSE(hash->fits(std::string(257, 'x')));
  EXPECT_FALSE(hash->of_nobody().fits(horse));
}

// RFC 7914 section 12 has no vector within our bounds; this one is of Python's hashlib.scrypt.
TEST(Password, AgreesWithAnotherImplementation) {
  std::string why;
  const auto hash = password_hash::read(
      "$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$UOONO5cZLYI4yf8EC6T393AwOnw218dhNLeEwllnjs0", why);
  ASSERT_TRUE(hash) << why;
  EXPECT_TRUE(hash->fits("ポンプ7"));
  EXPECT_FALSE(hash->fits("ポンプ8"));
}

TEST(Password, CostsAreBounded) {
  const std::string good = horse_hash();
  const auto with = [&](std::string_view costs) {
    return "$scrypt$" + std::string(costs) + good.substr(good.find('$', 9));
  };
  EXPECT_EQ(fault_of(with("ln=16,r=8,p=1")), "");
  for (const char* bomb : {"ln=17,r=8,p=1", "ln=30,r=8,p=1", "ln=14,r=64,p=1", "ln=14,r=8,p=5",
                           "ln=63,r=8,p=1", "ln=4294967295,r=8,p=1", "ln=15,r=4294967295,p=1"})
    EXPECT_NE(fault_of(with(bomb)).find("too costly"), std::string::npos) << bomb;
  for (const char* cheap : {"ln=13,r=8,p=1", "ln=1,r=8,p=1", "ln=14,r=1,p=1"})
    EXPECT_NE(fault_of(with(cheap)).find("too cheap"), std::string::npos) << cheap;
  for (const char* odd : {"ln=15,r=8", "r=8,ln=15,p=1", "ln=15,r=8,p=1,x=1", "ln=15,r=8,p=0",
                          "ln= 15,r=8,p=1", "ln=-1,r=8,p=1", "ln=99999999999,r=8,p=1"})
    EXPECT_NE(fault_of(with(odd)), "") << odd;
}

TEST(Password, ShortOrBrokenTextsAreRefusedAndNotShown) {
  const std::string good = horse_hash();
  const std::string hash = good.substr(good.rfind('$') + 1);
  EXPECT_NE(fault_of("$scrypt$ln=15,r=8,p=1$YWJj$" + hash), "");
  EXPECT_NE(fault_of("$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$YWJj"), "");
  EXPECT_NE(fault_of("$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"), "");
  EXPECT_NE(fault_of(good + "="), "");
  EXPECT_NE(fault_of(good + "$x"), "");
  EXPECT_EQ(fault_of("hunter2").find("hunter2"), std::string::npos);
  EXPECT_NE(fault_of("hunter2").find("host_sim hash-password"), std::string::npos);
}

constexpr std::int64_t minute = 60'000;

TEST(Attempts, PausesGrowAndEnd) {
  attempts a;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(a.may_try("user:bob", noon_ms));
    a.failed("user:bob", noon_ms);
  }
  EXPECT_FALSE(a.may_try("user:bob", noon_ms + minute - 1));
  EXPECT_TRUE(a.may_try("user:bob", noon_ms + minute));
  EXPECT_TRUE(a.may_try("user:alice", noon_ms));
  std::int64_t now = noon_ms;
  int heard = 0;
  for (const std::int64_t end = now + 24 * 60 * minute; now < end; now += minute / 2)
    if (a.may_try("user:bob", now)) {
      a.failed("user:bob", now);
      ++heard;
    }
  EXPECT_LE(heard, 32);  // guesses a day
  EXPECT_TRUE(a.may_try("user:bob", now + 60 * minute));
  a.succeeded("user:bob");
  EXPECT_TRUE(a.may_try("user:bob", now));
}

TEST(Attempts, LastThroughARestartAndAClockPutBack) {
  attempts a;
  for (int i = 0; i < 20; ++i) a.failed("user:bob", noon_ms);
  const auto again = json::read_record<attempts>(json::to_record(a));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->may_try("user:bob", noon_ms + minute));
  EXPECT_EQ(json::to_record(*again), json::to_record(a));
  EXPECT_TRUE(again->may_try("user:bob", noon_ms - 24 * 60 * minute));
}

TEST(Attempts, HoldABoundedNumberOfPeople) {
  attempts a;
  for (std::size_t i = 0; i < attempts::most_people + 100; ++i) {
    a.failed("user:" + std::to_string(i), noon_ms + static_cast<std::int64_t>(i));
    a.wrong_code("totp:" + std::to_string(i), noon_ms + static_cast<std::int64_t>(i));
  }
  const auto text = json::to_record(a);
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '{')),
            3 + 2 * attempts::most_people);
  EXPECT_EQ(json::to_record(json::read_record<attempts>(text).value()), text);
}

TEST(Attempts, WrongCodesAreForgottenAfterThirtyDaysAndNoSooner) {
  constexpr std::int64_t day = 24 * 60 * minute;
  attempts a;
  for (int i = 0; i < 5; ++i) a.wrong_code("totp:alice@example.org", noon_ms + i * minute);
  a.wrong_code("totp:alice@example.org", noon_ms + 10 * day);
  a.succeeded("totp:alice@example.org");
  a = json::read_record<attempts>(json::to_record(a)).value();
  EXPECT_EQ(a.wrong_codes("totp:alice@example.org", noon_ms + 10 * day), 6U);
  EXPECT_EQ(a.wrong_codes("totp:alice@example.org", noon_ms + 30 * day), 6U);
  EXPECT_EQ(a.wrong_codes("totp:alice@example.org", noon_ms + 31 * day), 1U);
  EXPECT_EQ(a.wrong_codes("totp:alice@example.org", noon_ms - 400 * day), 6U);  // the clock was put back
  EXPECT_EQ(a.wrong_codes("totp:bob@example.org", noon_ms), 0U);
}

}  // namespace
