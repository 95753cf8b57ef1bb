// At most once, whenever the process dies: at each commit in turn, and by kill -9 at any instant.
#include "cutting_store.h"
#include "scene.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace watchpost::test {
namespace {

using point::result;

class crash_test : public ::testing::TestWithParam<std::tuple<std::size_t, bool>> {};

// One operation with the store dying at the given commit; then what the next process finds.
TEST_P(crash_test, operation_moves_at_most_once_and_the_next_process_tells_the_truth) {
  const auto [commits, unanswered] = GetParam();
  engine::null_logger log;
  engine::virtual_clock time;
  auto disk = engine::open_memory_store();
  const point::operation what{.point = "pump1", .value = true, .key = "m1/1"};
  const auto specs = points_of(plant);
  const auto run = [&](engine::event_loop& loop) {
    do {
      disk->flush();
    } while (loop.run_ready() != 0);
  };
  bool told_done = false;
  {
    cutting_store dying(*disk);
    engine::event_loop loop(time);
    engine::simulated_points board({loop, dying, log});
    ASSERT_TRUE(board.load());
    board.become(specs);
    run(loop);
    dying.commits_left = commits;
    dying.last_one_unanswered = unanswered;
    board.operate("i", what, [&](abi::expected<point::operated> came) {
      told_done = came && came->result == result::done;
    });
    run(loop);
  }
  engine::event_loop loop(time);
  engine::simulated_points board({loop, *disk, log});
  ASSERT_TRUE(board.load());
  board.become(specs);
  std::optional<result> found;
  board.outcome_of("i", what.key, [&](abi::expected<point::operated> came) { found = came->result; });
  run(loop);
  const auto moves = disk->load(engine::points_state, "move/")->size();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found == result::never, commits == 0);
  EXPECT_EQ(*found == result::done, commits >= 3);
  EXPECT_EQ(moves, commits >= 2 ? 1u : 0u);
  EXPECT_EQ(board.read("pump1")->value, point::value(moves == 1));
  EXPECT_TRUE(!told_done || *found == result::done);

  // Asked again, it moves only if it was never accepted.
  std::optional<point::operated> again;
  board.operate("i", what, [&](abi::expected<point::operated> came) { again = *came; });
  run(loop);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->duplicate, commits != 0);
  EXPECT_EQ(disk->load(engine::points_state, "move/")->size(), commits == 0 ? 1u : moves);
}

INSTANTIATE_TEST_SUITE_P(at_each_commit, crash_test,
                         ::testing::Combine(::testing::Values(0u, 1u, 2u, 3u, 100u), ::testing::Bool()));

// The child operates the same keys from the start, over and over, until it is killed. It writes a byte at
// each step on the way to the disk.
[[noreturn]] void operate_until_killed(const std::string& path, const std::vector<engine::point_spec>& specs,
                                       int steps) {
  engine::null_logger log;
  engine::real_clock time;
  auto opened = engine::open_store(path);
  if (!opened) ::_exit(3);
  cutting_store telling(**opened);
  telling.on_commit = [steps] {
    if (::write(steps, "", 1) != 1) ::_exit(5);
  };
  engine::event_loop loop(time);
  engine::simulated_points board({loop, telling, log});
  if (!board.load()) ::_exit(4);
  board.become(specs);
  for (int n = 0;; ++n) {
    bool answered = false;
    board.operate("i", {.point = "pump1", .value = n % 2 == 0, .key = "k" + std::to_string(n)},
                  [&](auto) { answered = true; });
    while (!answered) loop.run_until([&] { return answered; }, 10s);
  }
}

TEST(crash_by_kill_test, no_key_moves_twice_and_no_outcome_lies) {
  const auto path = ::testing::TempDir() + "points-kill-" + std::to_string(::getpid()) + ".db";
  const auto specs = points_of(plant);
  std::minstd_rand random(4711);
  for (int round = 0; round < 60; ++round) {
    std::array<int, 2> steps{};
    ASSERT_EQ(::pipe(steps.data()), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) operate_until_killed(path, specs, steps[1]);
    ::close(steps[1]);
    char step = 0;
    for (auto left = 1 + random() % 60; left > 0; --left) ASSERT_EQ(::read(steps[0], &step, 1), 1);
    ::kill(child, SIGKILL);
    ::close(steps[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  }
  auto disk = engine::open_store(path);
  ASSERT_TRUE(disk);
  std::map<std::string, int> moved;
  for (const auto& [key, record] : *(*disk)->load(engine::points_state, "move/")) {
    const auto from = record.find("\"key\":\"") + 7;
    ++moved[record.substr(from, record.find('"', from) - from)];
  }
  EXPECT_GT(moved.size(), 40u);
  for (const auto& [key, times] : moved) EXPECT_EQ(times, 1) << key;

  engine::null_logger log;
  engine::real_clock time;
  engine::event_loop loop(time);
  engine::simulated_points board({loop, **disk, log});
  ASSERT_TRUE(board.load());
  board.become(specs);
  std::size_t answers = 0, unknown = 0;
  for (std::size_t n = 0; n <= moved.size() + 50; ++n) {
    const auto key = "k" + std::to_string(n);
    board.outcome_of("i", key, [&, key](abi::expected<point::operated> came) {
      ++answers;
      ASSERT_TRUE(came);
      unknown += came->result == result::unknown ? 1 : 0;
      EXPECT_TRUE(came->result != result::done || moved.contains(key)) << key;
      EXPECT_TRUE(came->result != result::never || !moved.contains(key)) << key;
    });
  }
  loop.run_ready();
  EXPECT_EQ(answers, moved.size() + 51);
  EXPECT_LE(unknown, 60u);  // one per kill at most
  disk->reset();
  for (const char* more : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path + more);
}

}  // namespace
}  // namespace watchpost::test
