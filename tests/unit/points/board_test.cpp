// Points of a running host: found, read, operated at most once, kept over a restart.
#include "scene.h"

#include <atomic>
#include <thread>

namespace watchpost::test {
namespace {

using point::refusal;
using point::result;

struct board_test : scene {};

TEST_F(board_test, points_are_found_by_pattern_in_the_order_of_the_file) {
  const auto ids = [&](std::string_view pattern) {
    std::string out;
    for (const auto& p : board->find(pattern)) out += p.id + " ";
    return out;
  };
  EXPECT_EQ(ids("SLOW*"), "slow slow-running ");
  EXPECT_EQ(ids("?ate"), "gate ");
  EXPECT_EQ(ids("nothing*"), "");
  EXPECT_EQ(ids("*").find("pump1 slow "), 0u);
  EXPECT_EQ(board->find("pump1").front().title, "ポンプ1");
}

TEST_F(board_test, unknown_point_has_no_sample) { EXPECT_FALSE(board->read("pump2")); }

TEST_F(board_test, operation_moves_the_output_and_tells_before_and_after) {
  const auto came = operate("pump1", true, "m1/1");
  EXPECT_EQ(came.result, result::done);
  EXPECT_FALSE(came.duplicate);
  EXPECT_EQ(came.before.value, point::value(false));
  EXPECT_EQ(came.after.value, point::value(true));
  EXPECT_EQ(came.after.quality, point::quality::good);
  EXPECT_EQ(came.readback, "pump1");
  EXPECT_EQ(came.accepted_ms, time.wall_ms());
  EXPECT_EQ(read("pump1").value, point::value(true));
}

TEST_F(board_test, same_key_moves_nothing_and_returns_what_was_recorded) {
  const auto first = operate("pump1", true, "m1/1");
  operate("pump1", false, "m2/1");
  auto again = operate("pump1", true, "m1/1");
  EXPECT_TRUE(again.duplicate);
  again.duplicate = false;
  EXPECT_EQ(again, first);
  EXPECT_EQ(read("pump1").value, point::value(false));
  EXPECT_EQ(moves(), 2u);
}

TEST_F(board_test, same_key_for_something_else_is_refused) {
  operate("pump1", true, "m1/1");
  EXPECT_EQ(operate("pump1", false, "m1/1").refusal, refusal::key);
  EXPECT_EQ(operate("gate", true, "m1/1").refusal, refusal::key);
  EXPECT_EQ(moves(), 1u);
}

TEST_F(board_test, keys_of_two_instances_are_apart) {
  operate("pump1", true, "k");
  auto [into, done] = catcher();
  board->operate("mail@other", to("pump1", false, "k"), done);
  EXPECT_EQ(taken(into).result, result::done);
  EXPECT_EQ(moves(), 2u);
}

TEST_F(board_test, second_asker_of_an_operation_under_way_waits_for_its_end) {
  const auto first = begin(to("slow", true, "k"));
  settle();
  const auto second = begin(to("slow", true, "k"));
  settle();
  EXPECT_FALSE(first->has_value());
  EXPECT_EQ(outcome("k").result, result::pending);
  EXPECT_EQ(read("slow").quality, point::quality::uncertain);
  EXPECT_EQ(operate("slow", false, "other").refusal, refusal::busy);
  pass(2s);
  EXPECT_EQ(taken(first).result, result::done);
  EXPECT_EQ(taken(second).result, result::done);
  EXPECT_TRUE(taken(second).duplicate);
  EXPECT_EQ(taken(first).readback, "slow-running");
  EXPECT_EQ(taken(first).after.quality, point::quality::good);
  EXPECT_EQ(moves(), 1u);
}

TEST_F(board_test, output_that_does_not_follow_has_failed) {
  const auto came = operate("valve", true, "k");
  EXPECT_EQ(came.result, result::failed);
  EXPECT_NE(came.text.find("did not follow"), std::string::npos) << came.text;
  EXPECT_EQ(outcome("k").result, result::failed);
}

TEST_F(board_test, refused_key_is_free) {
  force("local", true);
  const auto came = operate("gate", true, "k");
  EXPECT_EQ(came.refusal, refusal::denied);
  EXPECT_EQ(came.before.value, point::value(false));
  EXPECT_EQ(outcome("k").result, result::never);
  force("local", false);
  EXPECT_EQ(operate("gate", true, "k").result, result::done);
}

TEST_F(board_test, unknown_point_is_refused_with_a_hint) {
  const auto came = operate("pump2", true, "k");
  EXPECT_EQ(came.refusal, refusal::no_point);
  EXPECT_NE(came.text.find("'pump1'"), std::string::npos) << came.text;
}

TEST_F(board_test, dry_run_checks_all_and_keeps_nothing) {
  auto what = to("setpoint", 3.0, "k");
  what.dry_run = true;
  EXPECT_EQ(operate(what).result, result::would);
  what.value = 9.0;
  EXPECT_EQ(operate(what).refusal, refusal::limits);
  EXPECT_EQ(outcome("k").result, result::never);
  EXPECT_EQ(read("setpoint").value, point::value(1.0));
}

TEST_F(board_test, bad_keys_are_an_error_not_an_outcome) {
  for (const auto& key :
       {std::string(), std::string(WP_POINT_KEY_MAX + 1, 'k'), std::string("a\nb"), std::string("\xff")}) {
    const auto came = begin(to("pump1", true, key));
    settle();
    ASSERT_TRUE(came->has_value());
    ASSERT_FALSE(**came);
    EXPECT_EQ((*came)->error().status, WP_E_ARGUMENT);
  }
  EXPECT_EQ(moves(), 0u);
}

TEST_F(board_test, time_runs_out_while_the_key_is_being_stored) {
  auto what = to("pump1", true, "k");
  what.not_after_ms = time.wall_ms() + 500;
  const auto gate = hold_store();
  const auto came = begin(what);
  loop->run_ready();  // accepted, and on its way to the store
  time.advance(1s);
  gate->set_value();
  EXPECT_EQ(taken(came).refusal, refusal::too_late);
  EXPECT_EQ(outcome("k").result, result::never);
  EXPECT_EQ(moves(), 0u);
}

TEST_F(board_test, values_outcomes_and_keys_outlive_the_process) {
  operate("setpoint", 2.5, "k");
  restart();
  EXPECT_EQ(read("setpoint").value, point::value(2.5));
  EXPECT_EQ(outcome("k").result, result::done);
  EXPECT_EQ(outcome("k").after.value, point::value(2.5));
  EXPECT_TRUE(operate("setpoint", 2.5, "k").duplicate);
  EXPECT_EQ(moves(), 1u);
}

TEST_F(board_test, board_that_goes_answers_unknown_and_so_does_the_next_one) {
  const auto came = begin(to("slow", true, "k"));
  settle();
  board.reset();
  ASSERT_TRUE(came->has_value());
  EXPECT_EQ((**came)->result, result::unknown);
  restart();
  EXPECT_EQ(outcome("k").result, result::unknown);
  const auto again = operate("slow", true, "k");
  EXPECT_EQ(again.result, result::unknown);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(moves(), 0u);
}

TEST_F(board_test, host_that_stops_waits_for_no_output) {
  const auto came = begin(to("slow", true, "k"));
  settle();
  board->stop();
  ASSERT_TRUE(came->has_value());
  EXPECT_EQ((**came)->result, result::unknown);
  const auto late = begin(to("pump1", true, "l"));
  settle();
  ASSERT_TRUE(late->has_value());
  EXPECT_EQ((*late)->error().status, WP_E_CANCELLED);
  pass(3s);
  EXPECT_EQ(moves(), 0u);
  board->become(points_of(plant));
  EXPECT_EQ(outcome("k").result, result::unknown);
  const auto next = begin(to("slow", false, "m"));
  pass(2s);
  EXPECT_EQ(taken(next).result, result::done);
}

TEST_F(board_test, many_threads_may_ask_at_once) {
  constexpr int threads = 4, each = 50;
  std::atomic<int> answers{0}, moved{0};
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      for (int n = 0; n < each; ++n) {
        // The keys of two threads are the same.
        board->operate("i", to("pump1", n % 2 == 0, std::to_string(t / 2) + "/" + std::to_string(n)),
                       [&](abi::expected<point::operated> came) {
                         ++answers;
                         moved += came && came->result == result::done && !came->duplicate ? 1 : 0;
                       });
        EXPECT_TRUE(board->read("pump1"));
        EXPECT_EQ(board->find("*").size(), 8u);
      }
    });
  }
  EXPECT_TRUE(loop->run_until([&] { return answers == threads * each; }, 2min));
  for (auto& t : all) t.join();
  EXPECT_EQ(moves(), static_cast<std::size_t>(moved));
}

TEST_F(board_test, request_that_the_board_never_saw_is_answered_too) {
  const auto came = begin(to("pump1", true, "k"));
  board.reset();
  loop->run_ready();
  ASSERT_TRUE(came->has_value());
  ASSERT_FALSE(**came);
  EXPECT_EQ((*came)->error().status, WP_E_CANCELLED);
}

TEST_F(board_test, keys_are_forgotten_after_a_month_and_not_before) {
  operate("pump1", true, "old");
  time.advance(29 * 24h);
  operate("pump1", false, "young");
  EXPECT_EQ(outcome("old").result, result::done);
  time.advance(2 * 24h);
  operate("pump1", true, "new");
  EXPECT_EQ(outcome("old").result, result::never);
  EXPECT_EQ(outcome("young").result, result::done);
  EXPECT_EQ(state->load(engine::points_state, "op/").value().size(), 2u);
}

TEST_F(board_test, forced_value_stays_until_it_is_given_back) {
  force("level", 3.0);
  EXPECT_EQ(read("level").value, point::value(3.0));
  restart();
  EXPECT_EQ(read("level").value, point::value(3.0));
  force("level", std::nullopt);
  EXPECT_EQ(read("level").value, point::value(2.0));
  EXPECT_FALSE(board->force("level", true, nullptr));
  EXPECT_FALSE(board->force("nowhere", true, nullptr));
}

TEST_F(board_test, reload_keeps_values_and_drops_points) {
  operate("pump1", true, "k");
  board->become(points_of("[[points]]\nid = \"pump1\"\ndirection = \"out\"\n"));
  EXPECT_EQ(read("pump1").value, point::value(true));
  EXPECT_FALSE(board->read("gate"));
  EXPECT_TRUE(operate("pump1", true, "k").duplicate);
}

TEST_F(board_test, point_that_a_reload_takes_away_is_not_moved) {
  const auto gate = hold_store();
  const auto came = begin(to("slow", true, "k"));
  loop->run_ready();
  board->become(points_of("[[points]]\nid = \"pump1\"\n"));
  gate->set_value();
  EXPECT_EQ(taken(came).refusal, refusal::no_point);
  EXPECT_EQ(moves(), 0u);
}

}  // namespace
}  // namespace watchpost::test
