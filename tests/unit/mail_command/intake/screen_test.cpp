// The steps by which a mail is screened, each alone.
#include "mail_command/intake/screen.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchpost::mail_command::intake {
namespace {

using counter = std::uint64_t runtime::work_counts::*;
using runtime::work_counts;

constexpr std::int64_t now_ms = 1'795'342'400'000;  // 2026-11-22T10:13:20Z

const std::string header =
    "From: alice@example.org\r\nTo: box@plant.example\r\nDate: Sun, 22 Nov 2026 10:10:00 +0000\r\n"
    "Message-ID: <1@example.org>\r\n";

class Screen : public ::testing::Test {
 protected:
  Screen() {
    config.address = "box@plant.example";
    config.retrieval.whole_body = 1000;
    allow("alice@example.org operate * assurance=address");
    std::string damage;
    state = journal::durable_state::load({}, 1, damage);
  }

  void allow(std::string_view row) {
    std::vector<rows::fault> faults;
    config.rules = identity::read_rules({.allow = {row}}, faults);
  }

  // The steps of a mail of these bytes.
  screening& of(std::string bytes) {
    info.id = "7";
    info.body = std::move(bytes);
    return steps.emplace(config, info, screening::times{now_ms, now_ms, std::chrono::minutes(15)});
  }
  screening& of_text(const std::string& text, const std::string& fields = {}) {
    return of(header + fields + "\r\n" + text + "\r\n");
  }
  static std::optional<rejection> read(screening& s) {
    return s.content([] { return std::vector<point::info>{{.id = "pump1", .title = "Pump 1"}}; });
  }
  static void expect(const std::optional<rejection>& r, const std::string& reason, counter count,
                     verdict_on_mail verdict = verdict_on_mail::drop) {
    ASSERT_TRUE(r);
    EXPECT_EQ(r->reason, reason);
    EXPECT_EQ(r->count, count);
    EXPECT_EQ(r->verdict, verdict);
  }

  runtime::configuration config;
  std::unique_ptr<journal::durable_state> state;
  mail::message_info info;
  std::optional<screening> steps;
};

TEST_F(Screen, FilterTakesMailOfPeopleForUs) {
  EXPECT_FALSE(of_text("pump1 on").filter());
  expect(of_text("pump1 on", "List-Id: <x>\r\n").filter(), "list: List-Id: <x>", &work_counts::machines);
  expect(of("From: alice@example.org\r\n\r\n").filter(),
         "not addressed to us: our address is not in To, Cc or the envelope", &work_counts::unread);
}

TEST_F(Screen, FilterLetsTooBigAMailGoOn) {
  EXPECT_FALSE(of_text(std::string(1000, 'x')).filter());
  EXPECT_TRUE(steps->too_big());
  info.cut = true;
  EXPECT_FALSE(of_text("x").filter());
  EXPECT_TRUE(steps->too_big());
}

TEST_F(Screen, ReplayIsFoundByEitherId) {
  const std::string unproven = of_text("pump1 on").found().mail.id;
  EXPECT_FALSE(steps->replay(state->seen));
  for (const std::string& id : {unproven, journal::mail_id("1@example.org", {})}) {
    state::aged_keys seen("seen.");
    seen.add(id, now_ms + 1);
    expect(steps->replay(seen), "replayed", &work_counts::replayed);
  }
}

TEST_F(Screen, ContentIsCommandsUnderOneFrom) {
  EXPECT_FALSE(read(of_text("pump1 on")));
  ASSERT_EQ(steps->found().text.commands.size(), 1U);
  EXPECT_EQ(steps->found().text.commands.front().source, "pump1 on");
  expect(read(of_text("pump1 on", "From: bob@example.org\r\n")),
         "stranger: there is more than one From field", &work_counts::strangers);
  expect(read(of_text(std::string(1000, 'x'))), "not a mail that can be read", &work_counts::unread);
}

TEST_F(Screen, ContentOfTooBigAMailIsNotRead) {
  screening& s = of_text("pump1 on\r\n" + std::string(1000, 'x'));
  EXPECT_FALSE(s.filter());
  EXPECT_FALSE(read(s));
  EXPECT_TRUE(s.found().text.empty());
}

TEST_F(Screen, AuthorIsSomebodyOfTheRows) {
  read(of_text("pump1 on"));
  EXPECT_FALSE(steps->author(*state));
  EXPECT_EQ(steps->found().author.from, "alice@example.org");
  allow("bob@example.org operate * assurance=address");
  read(of_text("pump1 on"));
  expect(steps->author(*state), "stranger", &work_counts::strangers);
}

TEST_F(Screen, AuthorOfWhatMayBeAnAutomaticReplyAsksForSomething) {
  for (const char* text : {"pump1 on", "back on Monday"}) {
    EXPECT_FALSE(of_text(text, "Subject: Out of office\r\n").filter());
    EXPECT_FALSE(read(*steps));
    const auto rejected = steps->author(*state);
    if (steps->found().text.commands.empty())
      expect(rejected, "may be an automatic reply: Subject: Out of office", &work_counts::machines);
    else
      EXPECT_FALSE(rejected);
  }
}

TEST_F(Screen, AllowanceIsByTheHourAndGivesTheMailItsId) {
  const auto rejected = [&] {
    read(of_text("pump1 on"));
    EXPECT_FALSE(steps->author(*state));
    return steps->allowance(*state);
  };
  EXPECT_FALSE(rejected());
  EXPECT_EQ(steps->found().mail.id, journal::mail_id("1@example.org", {}));
  EXPECT_EQ(steps->found().mail.to, "alice@example.org");
  state->took_answer(steps->found().mail.quota, now_ms);
  expect(rejected(), "more mail than is answered in an hour", &work_counts::capped);
}

TEST_F(Screen, AllowanceOfMailThatProvesNothing) {
  allow("alice@example.org operate * assurance=dmarc");
  const std::string unproven = of_text("pump1 on").found().mail.id;
  read(*steps);
  EXPECT_FALSE(steps->author(*state));
  expect(steps->allowance(*state), "unproven: no row takes this address without proof",
         &work_counts::unproven);
  EXPECT_EQ(steps->found().mail.id, unproven);
}

TEST_F(Screen, AllowanceOfTooBigAMailTakesAProof) {
  EXPECT_FALSE(of_text(std::string(1000, 'x')).filter());
  EXPECT_FALSE(read(*steps));
  EXPECT_FALSE(steps->author(*state));
  expect(steps->allowance(*state), "too big: larger than mail.max_size = 1000 bytes", nullptr);
}

TEST_F(Screen, FreshnessIsByDateAndArrival) {
  EXPECT_FALSE(of_text("pump1 on").freshness());
  info.arrived = now_ms / 1000 - 3600;
  expect(steps->freshness(), "not fresh", &work_counts::stale, verdict_on_mail::old);
  info.arrived.reset();
  for (const std::string date :
       {"Date: Sun, 22 Nov 2026 09:57:00 +0000\r\n", "Date: Sun, 22 Nov 2026 10:30:00 +0000\r\n", ""})
    expect(of(date + "\r\n").freshness(), "not fresh", &work_counts::stale, verdict_on_mail::old);
}

TEST_F(Screen, FreshnessOfTooBigAMailIsItsSize) {
  EXPECT_FALSE(of_text(std::string(1000, 'x')).filter());
  expect(steps->freshness(), "too big: larger than mail.max_size = 1000 bytes", nullptr,
         verdict_on_mail::too_big);
}

}  // namespace
}  // namespace watchpost::mail_command::intake
