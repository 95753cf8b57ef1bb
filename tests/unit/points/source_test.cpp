// What simulated sources give.
#include "engine/points/source.h"

#include "scene.h"

#include <cstdio>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace watchpost::test {
namespace {

using engine::source_value;

engine::point_spec one(const std::string& rest) {
  const auto all = points_of("[[points]]\nid = \"p\"\n" + rest);
  return all.empty() ? engine::point_spec{} : all.front();
}

double at(const engine::point_spec& spec, std::int64_t ms) {
  return std::get<double>(source_value(spec, ms));
}

TEST(source_test, toggle_is_off_and_on_for_half_of_the_period_each) {
  const auto p = one("source = { toggle = \"10s\" }\n");
  EXPECT_EQ(source_value(p, 0), point::value(false));
  EXPECT_EQ(source_value(p, 4'999), point::value(false));
  EXPECT_EQ(source_value(p, 5'000), point::value(true));
  EXPECT_EQ(source_value(p, 10'000), point::value(false));
}

TEST(source_test, ramp_and_sine_go_through_their_range) {
  const auto ramp = one("kind = \"analog\"\nsource = { ramp = [10, 20], period = \"10s\" }\n");
  EXPECT_DOUBLE_EQ(at(ramp, 0), 10);
  EXPECT_DOUBLE_EQ(at(ramp, 2'500), 12.5);
  EXPECT_DOUBLE_EQ(at(ramp, 10'000), 10);
  const auto sine = one("kind = \"analog\"\nsource = { sine = [-1, 3], period = \"4s\" }\n");
  EXPECT_NEAR(at(sine, 0), 1, 1e-9);
  EXPECT_NEAR(at(sine, 1'000), 3, 1e-9);
  EXPECT_NEAR(at(sine, 3'000), -1, 1e-9);
}

TEST(source_test, noise_stays_within_and_is_the_same_for_everybody) {
  const auto p = one("kind = \"analog\"\nsource = { noise = [2, 3], period = \"1s\" }\n");
  double least = 9, most = 0;
  for (std::int64_t s = 0; s < 1'000; ++s) {
    const auto v = at(p, s * 1'000);
    EXPECT_EQ(v, at(p, s * 1'000 + 999));
    least = std::min(least, v);
    most = std::max(most, v);
  }
  EXPECT_GE(least, 2);
  EXPECT_LT(most, 3);
  EXPECT_GT(most - least, 0.9);
}

TEST(source_test, whole_kinds_get_whole_numbers) {
  const auto p = one("kind = \"integer\"\nsource = { ramp = [-5, 5], period = \"10s\" }\n");
  EXPECT_EQ(source_value(p, 400), point::value(std::int64_t{-5}));
  EXPECT_EQ(source_value(p, 600), point::value(std::int64_t{-4}));
  const auto c = one("kind = \"counter\"\nsource = { ramp = [-5, 5], period = \"10s\" }\n");
  EXPECT_EQ(source_value(c, 0), point::value(std::int64_t{0}));
  EXPECT_EQ(source_value(c, 9'999), point::value(std::int64_t{4}));
}

TEST(source_test, file_gives_its_first_line) {
  const std::string path = ::testing::TempDir() + "source-" + std::to_string(::getpid());
  auto p = one("kind = \"analog\"\nunit = \"m\"\nsource = { file = \"" + path + "\" }\n");
  EXPECT_EQ(engine::file_value(p, 1).quality, point::quality::bad);
  std::ofstream(path) << "12.5 m\r\nrest\n";
  EXPECT_EQ(engine::file_value(p, 1).value, point::value(12.5));
  std::ofstream(path) << std::string(1'000'000, '1');
  EXPECT_EQ(engine::file_value(p, 1).quality, point::quality::bad);
  std::remove(path.c_str());
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(engine::file_value(p, 1).quality, point::quality::bad);  // and does not wait
  std::remove(path.c_str());
}

}  // namespace
}  // namespace watchpost::test
