// The durable parts by themselves: what is written is read again, and what cannot be read is refused.
#include "mail/json/record.h"
#include "mail_command/journal/durable_state.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::mail_command::test {
namespace {

plugin::entries applied(const plugin::edits& all, plugin::entries on = {}) {
  for (const auto& e : all) {
    if (e.value)
      on[e.key] = *e.value;
    else
      on.erase(e.key);
  }
  return on;
}

TEST(AgedKeys, AreForgottenByAgeAndBoundedInNumber) {
  state::aged_keys k("seen.");
  plugin::edits all = k.add("a", 100);
  append(all, k.add("b", 300));
  append(all, k.add("a", 200));
  append(all, k.add("a", 50));  // no sooner
  append(all, k.prune(150));
  EXPECT_TRUE(k.has("a"));
  append(all, k.prune(250));
  EXPECT_FALSE(k.has("a"));
  EXPECT_TRUE(k.has("b"));
  EXPECT_EQ(applied(all), (plugin::entries{{"seen.b", R"({"v":1,"until":300})"}}));
  for (std::size_t i = 0; i < state::aged_keys::most + 10; ++i)
    (void)k.add("n" + std::to_string(i), 1000 + static_cast<std::int64_t>(i));
  EXPECT_EQ(k.size(), state::aged_keys::most);
  EXPECT_FALSE(k.has("b"));
  state::aged_keys other("seen.");
  EXPECT_TRUE(other.take("seen.x", R"({"v":1,"until":5})"));
  EXPECT_FALSE(other.take("seen.y", "5"));
}

TEST(Request, IsReadAsItWasWritten) {
  journal::request r;
  r.mail = {.id = "0f",
            .to = "tanaka@example.jp",
            .subject = "ポンプ \"1\"",
            .message_id = "m@x",
            .references = {"a@x", "b@x"},
            .charset = "iso-2022-jp",
            .japanese = true,
            .written_ms = 12345};
  r.author.stranger = false;
  r.author.from = "tanaka@example.jp";
  r.author.claims.push_back({true, "tanaka", identity::proof::password | identity::proof::totp,
                             identity::proof::dmarc, identity::proof::totp});
  r.author.grounds = {"no dmarc: there is no authserv", "password of user tanaka"};
  r.mail.quota = {identity::standing::proven, "user:tanaka"};
  r.lines = {{1, "pump1 on"}, {2, "get level"}};
  journal::armed s;
  s.line = 1;
  s.source = "pump1 on";
  s.point = "pump1";
  s.key = "0f/1/pump1";
  s.origin = {"mail", "user:tanaka", "password totp", "m@x", "suzuki@example.jp"};
  s.back_ms = 600'000;
  s.confirmed = true;
  s.what = journal::armed::act::acknowledge_monitor;
  for (const point::value& v : {point::value(true), point::value(std::int64_t{-3}), point::value(20.0),
                                point::value(std::string("自動"))}) {
    s.value = v;
    r.steps.push_back(s);
  }
  const auto again = mail::json::read_record<journal::request>(mail::json::to_record(r));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->mail.subject, r.mail.subject);
  EXPECT_EQ(again->mail.references, r.mail.references);
  EXPECT_TRUE(again->mail.japanese);
  ASSERT_EQ(again->author.claims.size(), 1U);
  EXPECT_EQ(again->author.claims[0].principal(), "user:tanaka");
  EXPECT_TRUE(again->author.claims[0].reached.has(identity::proof::totp));
  EXPECT_EQ(again->author.claims[0].for_asking, identity::proof::dmarc);
  EXPECT_EQ(again->author.claims[0].once_confirmed, identity::proof::totp);
  EXPECT_EQ(again->author.grounds, r.author.grounds);
  EXPECT_EQ(again->mail.quota.is, identity::standing::proven);
  EXPECT_EQ(again->mail.quota.name, "user:tanaka");
  ASSERT_EQ(again->steps.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(again->steps[i].value, r.steps[i].value);
    EXPECT_EQ(again->steps[i].origin, s.origin);
    EXPECT_EQ(again->steps[i].back_ms, s.back_ms);
    EXPECT_EQ(again->steps[i].what, s.what);
  }
  EXPECT_EQ(mail::json::to_record(*again), mail::json::to_record(r));
}

TEST(DropTally, TellsOfEachKindOnceAnHourWithACount) {
  constexpr std::int64_t hour = journal::drop_tally::hour_ms;
  journal::drop_tally t;
  EXPECT_TRUE(t.tells("stranger", 1, 5));
  plugin::edits all = t.took("stranger", 1, "a@x", 5);
  EXPECT_FALSE(t.tells("stranger", 1, hour));
  EXPECT_TRUE(t.tells("stranger", 1, hour + 5)) << "nothing to be counted since";
  EXPECT_TRUE(t.tells("replayed", 1, 6));
  EXPECT_TRUE(t.tells("stranger", 2, 6));
  append(all, t.took("stranger", 1, "b@x", 6));
  append(all, t.took("stranger", 1, "c@x", 7));
  EXPECT_FALSE(t.tells("stranger", 9, 7)) << "what is counted is told first";
  EXPECT_TRUE(t.due(hour + 4).empty());
  journal::drop_tally later;
  for (const auto& [key, value] : applied(all)) EXPECT_TRUE(later.take(key, value));
  const auto due = later.due(hour + 5);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, "stranger");
  EXPECT_EQ(due[0].count, 2U);
  EXPECT_EQ(due[0].from, "c@x");
  EXPECT_FALSE(later.tells("stranger", 1, hour + 5));
  append(all, later.took("stranger", 1, "d@x", hour + 6));
  append(all, later.told(due[0], hour + 7));
  ASSERT_EQ(later.due(3 * hour).size(), 1U) << "what came while the record was written";
  EXPECT_EQ(later.due(3 * hour)[0].count, 1U);
  EXPECT_EQ(applied(all).size(), 1U);
  EXPECT_FALSE(later.take("dropped.x", R"({"v":1,"count":1})"));
}

// As versions of before stored them, and what a damaged disk might give.
TEST(DurableState, IsRefusedWholeWhereOneValueCannotBeRead) {
  const std::pair<const char*, const char*> values[] = {
      {"seen.0f", "1795342400000"},
      {"once.totp:a@x:1", "1795342400000"},
      {"unproven.a@x", "1795342400000"},
      {"request.0f", R"({"id":"0f","to":"a@x","steps":[{"act":0}]})"},
      {"request.0f", R"({"v":1,)"},
      {"revert.k", "{}"},
      {"waiting.1", R"({"code":"confirm a@x x 1 00","proven":true})"},
      {"dropped.stranger", "recorded 1\nrecords 1\ncount 0\nfrom a@x\n"},
      {"rates", "of 1 2 3 a@x\n"},
      {"attempts", "3 1795342400000 user:bob\n"},
      {"clock", "5000"},
      {"position", "7:120"},
      {"alarm.of.0f", "phase told\nmonitor 0\nkey p/7\nsource level\n"},
      {"alarm.seen", "key p/7\n"},
      {"alarm.tongues", "en a@x\n"},
      {"outbox.counts", "last 1\nsent 1\nfailed 0\nuncertain 0\n"},
      {"outbox.00000000000000000001", "phase sent\nkind answer\nevent a\nto a@x\n"},
  };
  for (const auto& [key, value] : values) {
    std::string damage;
    EXPECT_EQ(journal::durable_state::load({{key, value}}, 20, damage), nullptr) << key;
    EXPECT_NE(damage.find("'" + std::string(key) + "' is damaged or of another version"), std::string::npos)
        << damage;
    EXPECT_NE(damage.find("begin with a new state"), std::string::npos) << damage;
  }
  std::string damage;
  EXPECT_NE(journal::durable_state::load({{"of.others", "anything"}}, 20, damage), nullptr) << damage;
}

}  // namespace
}  // namespace watchpost::mail_command::test
