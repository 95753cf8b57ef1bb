#include "sandbox/delivery.h"
#include "sandbox/message_text.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

using namespace std::chrono_literals;

struct manual_time final : time_source {
  time_point current{std::chrono::hours(24 * 365 * 50)};
  time_point now() const override { return current; }
};

struct Delivery : testing::Test {
  manual_time time;
  tally counts;
  int queue_changes = 0;
  mailstore store{{}, [] {}};
  delivery deliveries{store, counts, time, [this] { ++queue_changes; }};

  void SetUp() override {
    for (const char* address : {"a@x.test", "b@x.test"}) ASSERT_TRUE(store.add_user({address, "p"}));
  }
  envelope mail(std::vector<std::string> to = {"a@x.test"}, const std::string& subject = "s") {
    return {.sender = "b@x.test",
            .recipients = std::move(to),
            .bytes = "Subject: " + subject + "\r\n\r\nbody\r\n"};
  }
  std::size_t in(account_id who, const char* folder = "INBOX") { return store.list(who, folder).size(); }
};

TEST_F(Delivery, IsImmediateWithTraceFields) {
  deliveries.accept(mail());
  ASSERT_EQ(in(0), 1U);
  const std::string bytes = *store.list(0, "INBOX")[0].bytes;
  EXPECT_EQ(header_value(bytes, "Return-Path"), "<b@x.test>");
  EXPECT_EQ(header_value(bytes, "Delivered-To"), "a@x.test");
  EXPECT_TRUE(bytes.ends_with("Subject: s\r\n\r\nbody\r\n"));
}

TEST_F(Delivery, DelayFollowsTheTimeSource) {
  deliveries.set_delay(1h);
  deliveries.set_delay("B@x.test", 10s);
  deliveries.accept(mail({"a@x.test", "b@x.test"}));
  EXPECT_EQ(deliveries.waiting(), 2U);
  EXPECT_EQ(queue_changes, 2);
  EXPECT_EQ(deliveries.next_due(), time.current + 10s);
  time.current += 10s;
  deliveries.run_due();
  EXPECT_EQ(in(0), 0U);
  EXPECT_EQ(in(1), 1U);
  time.current += 1h;
  deliveries.run_due();
  EXPECT_EQ(in(0), 1U);
  EXPECT_EQ(store.list(0, "INBOX")[0].received, time.current - 10s)
      << "when it was due, however far time has jumped";
}

TEST_F(Delivery, DropsTheNextOnesOnly) {
  deliveries.add_rule({.what = rule::effect::drop, .times = 2});
  for (int i = 0; i < 3; ++i) deliveries.accept(mail());
  EXPECT_EQ(in(0), 1U);
  EXPECT_EQ(counts.dropped, 2U);
  EXPECT_EQ(counts.accepted, 3U);
}

TEST_F(Delivery, DropsByRecipientAndPredicate) {
  const auto id = deliveries.add_rule({.what = rule::effect::drop, .recipient = "a@*"});
  deliveries.accept(mail({"a@x.test", "b@x.test"}));
  EXPECT_EQ(in(0), 0U);
  EXPECT_EQ(in(1), 1U);
  EXPECT_TRUE(deliveries.remove_rule(id));
  EXPECT_FALSE(deliveries.remove_rule(id));
  deliveries.add_rule({.what = rule::effect::drop, .when = [](const envelope& e, const std::string& to) {
                         return e.bytes.size() > 5 && to == "b@x.test";
                       }});
  deliveries.accept(mail({"a@x.test", "b@x.test"}));
  EXPECT_EQ(in(0), 1U);
  EXPECT_EQ(in(1), 1U);
}

TEST_F(Delivery, FilesIntoAnyFolder) {
  ASSERT_TRUE(store.add_folder(0, "Archive"));
  deliveries.add_rule({.what = rule::effect::file, .folder = "Archive"});
  deliveries.accept(mail());
  EXPECT_EQ(in(0), 0U);
  EXPECT_EQ(in(0, "Archive"), 1U);
  EXPECT_EQ(counts.read().delivered, 1U);
}

TEST_F(Delivery, FilesJunkByHeader) {
  deliveries.add_rule({.what = rule::effect::junk, .header = "subject", .contains = "PILLS"});
  deliveries.accept(mail({"a@x.test"}, "cheap pills"));
  deliveries.accept(mail());
  EXPECT_EQ(in(0, "Junk"), 1U);
  EXPECT_EQ(in(0), 1U);
  EXPECT_EQ(counts.junked, 1U);
  EXPECT_EQ(counts.delivered, 1U);
}

TEST_F(Delivery, RefusesWithItsCode) {
  deliveries.add_rule({.what = rule::effect::refuse_recipient, .recipient = "a@*", .times = 1, .code = 451});
  deliveries.add_rule({.what = rule::effect::refuse_message, .code = 554, .text = "5.6.0 no"});
  const auto no = deliveries.refuse_recipient(mail(), "a@x.test");
  ASSERT_TRUE(no);
  EXPECT_EQ(no->code, 451);
  EXPECT_EQ(no->text.substr(0, 2), "4.");
  EXPECT_FALSE(deliveries.refuse_recipient(mail(), "a@x.test"));
  EXPECT_EQ(deliveries.refuse_message(mail())->text, "5.6.0 no");
}

TEST_F(Delivery, BouncesToTheSender) {
  deliveries.add_rule({.what = rule::effect::bounce, .text = "5.2.2 mailbox full"});
  deliveries.accept(mail());
  EXPECT_EQ(in(0), 0U);
  ASSERT_EQ(in(1), 1U);
  const std::string bytes = *store.list(1, "INBOX")[0].bytes;
  EXPECT_EQ(header_value(bytes, "Return-Path"), "<>");
  EXPECT_NE(bytes.find("Status: 5.2.2\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Final-Recipient: rfc822; a@x.test\r\n"), std::string::npos);
  envelope null_sender = mail();
  null_sender.sender.clear();
  deliveries.accept(null_sender);
  EXPECT_EQ(in(0) + in(1), 1U);
}

TEST_F(Delivery, ClearForgetsRulesAndDelays) {
  deliveries.add_rule({.what = rule::effect::drop});
  deliveries.set_delay(1h);
  deliveries.clear_rules();
  deliveries.accept(mail());
  EXPECT_EQ(in(0), 1U);
}

}  // namespace
}  // namespace watchpost::sandbox
