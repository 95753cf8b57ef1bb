#include <watchpost/cpp/host/operation.hpp>
#include <watchpost/cpp/op.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using testing::ElementsAre;

class Op : public testing::Test {
 protected:
  plugin::op make() {
    return plugin::op(all_.make([this](host::answer a) { answers_.push_back(std::move(a)); },
                                [this](const host::result& r) { said_.push_back(r.summary); })
                          .abi());
  }
  std::vector<std::string> faults_;
  host::operations all_{[this](std::string_view text) { faults_.emplace_back(text); }};
  std::vector<host::answer> answers_;
  std::vector<std::string> said_;
};

TEST_F(Op, completes_with_a_whole_result) {
  plugin::op op = make();
  plugin::result r{plugin::state::warning, "late", "took 40 s"};
  r.reading("delivery_seconds", 40, 30).fact("tls.version", "TLSv1.3").rerun_in(std::chrono::seconds(20));
  op.emit({plugin::state::pending, "", "signed in"});
  op.complete(r);
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, WP_OK);
  EXPECT_FALSE(answers_[0].error);
  ASSERT_TRUE(answers_[0].result);
  const host::result& got = *answers_[0].result;
  EXPECT_EQ(got.state, host::state::warning);
  EXPECT_EQ(got.verdict, "late");
  EXPECT_EQ(got.summary, "took 40 s");
  ASSERT_EQ(got.readings.size(), 1u);
  EXPECT_EQ(got.readings[0].metric, "delivery_seconds");
  EXPECT_EQ(got.readings[0].warning, 30);
  EXPECT_TRUE(std::isnan(got.readings[0].critical));
  ASSERT_EQ(got.facts.size(), 1u);
  EXPECT_EQ(got.facts[0].value, "TLSv1.3");
  EXPECT_EQ(got.rerun, std::chrono::seconds(20));
  EXPECT_THAT(said_, ElementsAre("signed in"));
}

TEST_F(Op, answers_once_whatever_is_called) {
  plugin::op op = make();
  const auto id = op.id();
  op.done();
  EXPECT_FALSE(op);
  op.done();
  op.complete({});
  op.fail({.status = WP_E_IO, .domain = "smtp", .code = 421, .text = "busy"});
  op.emit({});
  EXPECT_EQ(op.id(), id);
  EXPECT_EQ(answers_.size(), 1u);
  EXPECT_TRUE(faults_.empty());
  EXPECT_TRUE(said_.empty());
}

TEST_F(Op, a_count_without_its_array_is_no_verdict) {
  const auto told = [&](auto spoil) {
    wp_result bad{};
    bad.size = sizeof bad;
    bad.state = WP_STATE_OK;
    spoil(bad);
    wp_op* op = all_.make([this](host::answer a) { answers_.push_back(std::move(a)); },
                          [this](const host::result& r) { said_.push_back(r.summary); })
                    .abi();
    op->emit(op, &bad);
    op->complete(op, WP_OK, &bad, nullptr);
    EXPECT_EQ(answers_.back().status, WP_E_INTERNAL);
    EXPECT_FALSE(answers_.back().result);
    return answers_.back().error ? answers_.back().error->text : "";
  };
  EXPECT_EQ(told([](wp_result& r) { r.reading_count = 1; }),
            "the plugin broke the contract: its result lacks its readings");
  EXPECT_EQ(told([](wp_result& r) { r.fact_count = 2; }),
            "the plugin broke the contract: its result lacks its facts");
  EXPECT_EQ(told([](wp_result& r) { r.document_count = 3; }),
            "the plugin broke the contract: its result lacks its documents");
  EXPECT_TRUE(said_.empty());
}

TEST_F(Op, fail_carries_the_error) {
  make().fail(
      {.status = WP_E_IO, .domain = "smtp", .code = 421, .text = "mx1: too busy", .key = "smtp.host"});
  make().fail({.status = WP_OK, .text = "an error is never ok"});
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_EQ(answers_[0].status, WP_E_IO);
  EXPECT_FALSE(answers_[0].result);
  EXPECT_EQ(answers_[0].error->domain, "smtp");
  EXPECT_EQ(answers_[0].error->code, 421);
  EXPECT_EQ(answers_[0].error->text, "mx1: too busy");
  EXPECT_EQ(answers_[0].error->key, "smtp.host");
  EXPECT_EQ(answers_[1].status, WP_E_INTERNAL);
}

TEST_F(Op, dropped_is_abandoned) {
  { const plugin::op op = make(); }
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, WP_E_ABANDONED);
  EXPECT_EQ(answers_[0].error->text, "the plugin dropped the operation without an answer");
}

TEST_F(Op, moves_keep_the_debt) {
  plugin::op a = make();
  plugin::op b = std::move(a);
  EXPECT_FALSE(a);  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(b);
  EXPECT_TRUE(answers_.empty());
  b = make();
  ASSERT_EQ(answers_.size(), 1u) << "what was held is abandoned";
  EXPECT_EQ(answers_[0].status, WP_E_ABANDONED);
  std::thread([c = std::move(b)]() mutable { c.done(); }).join();
  EXPECT_EQ(answers_.back().status, WP_OK);
  EXPECT_FALSE(plugin::op());
}

TEST_F(Op, empty_result_and_plain_error_reach_the_host) {
  auto& o = all_.make([this](host::answer a) { answers_.push_back(std::move(a)); });
  o.abi()->complete(o.abi(), WP_E_TIMEOUT, nullptr, nullptr);
  EXPECT_EQ(answers_[0].error->status, WP_E_TIMEOUT);
}

TEST_F(Op, the_host_notices_a_second_answer) {
  auto& o = all_.make([](host::answer) {});
  o.abi()->complete(o.abi(), WP_OK, nullptr, nullptr);
  o.abi()->complete(o.abi(), WP_OK, nullptr, nullptr);
  o.abi()->emit(o.abi(), nullptr);
  EXPECT_THAT(faults_, ElementsAre("complete() called twice", "emit() after complete()"));
}

TEST_F(Op, default_misbehaviour_aborts) {
  host::operations strict;
  auto& o = strict.make({});
  o.abi()->complete(o.abi(), WP_OK, nullptr, nullptr);
  EXPECT_DEATH(o.abi()->complete(o.abi(), WP_OK, nullptr, nullptr), "complete\\(\\) called twice");
}

TEST_F(Op, operations_forget_and_do_not_pile_up) {
  for (int i = 0; i < 1000; ++i) make().done();
  EXPECT_EQ(all_.outstanding(), 0u);
  plugin::op open = make();
  EXPECT_EQ(all_.outstanding(), 1u);
  open.done();
  auto& refused = all_.make({});
  EXPECT_EQ(all_.outstanding(), 1u);
  all_.forget(refused);
  EXPECT_EQ(all_.outstanding(), 0u);
}

TEST(Result, older_and_newer_writers) {
  wp_result cut{};
  cut.size = static_cast<std::uint32_t>(offsetof(wp_result, summary));  // knows nothing behind the verdict
  cut.state = 77;
  cut.verdict = plugin::to_abi("up");
  cut.readings = reinterpret_cast<const wp_reading*>(1);
  cut.reading_count = 5;
  const plugin::result r = plugin::result::from_abi(cut);
  EXPECT_EQ(r.state, plugin::state::unknown);
  EXPECT_EQ(r.verdict, "up");
  EXPECT_TRUE(r.readings.empty());
}

TEST(Result, documents_cross_whole) {
  plugin::result sent{plugin::state::critical, "down", "no answer"};
  const std::string bytes("a\0b", 3);
  sent.attach("smtp.txt", "text/plain", "S: 220 x\n").attach("raw", "application/octet-stream", bytes);
  plugin::result got;
  sent.visit_abi([&](const wp_result* r) { got = plugin::result::from_abi(*r); });
  ASSERT_EQ(got.documents.size(), 2u);
  EXPECT_EQ(got.documents[0].name, "smtp.txt");
  EXPECT_EQ(got.documents[0].media_type, "text/plain");
  EXPECT_EQ(got.documents[0].content, "S: 220 x\n");
  EXPECT_EQ(got.documents[1].content, bytes);
}

TEST(Result, documents_of_writers_who_do_not_know_them_are_not_looked_for) {
  wp_result old{};
  old.size = static_cast<std::uint32_t>(offsetof(wp_result, documents));
  old.documents = reinterpret_cast<const wp_document*>(1);
  old.document_count = 3;
  EXPECT_TRUE(plugin::result::from_abi(old).documents.empty());
}

TEST(Result, documents_beyond_the_contract_are_left_out) {
  plugin::result sent;
  for (const auto* name : {"", "../x", ".x", "a/b", "A.txt", "a b", "a\\b", "\xc3\xbc.txt", "fine", "fine"})
    sent.attach(name, "text/plain", "x");
  sent.attach(std::string(WP_DOCUMENT_NAME_MAX + 1, 'a'), "text/plain", "x");
  sent.attach(std::string(WP_DOCUMENT_NAME_MAX, 'a'), "text/plain", "x");
  sent.attach("too-much", "text/plain", std::string(WP_DOCUMENTS_SIZE_MAX, 'x'));
  sent.attach("the-rest", "text/plain", std::string(WP_DOCUMENTS_SIZE_MAX - 2, 'x'));
  plugin::result got;
  sent.visit_abi([&](const wp_result* r) { got = plugin::result::from_abi(*r); });
  ASSERT_EQ(got.documents.size(), 3u);
  EXPECT_EQ(got.documents[0].name, "fine");
  EXPECT_EQ(got.documents[2].name, "the-rest");

  plugin::result many;
  for (int i = 0; i < 40; ++i) many.attach("d" + std::to_string(i), "", "");
  many.visit_abi([&](const wp_result* r) { got = plugin::result::from_abi(*r); });
  EXPECT_EQ(got.documents.size(), WP_DOCUMENTS_MAX);
}

}  // namespace
