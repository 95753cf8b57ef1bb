#include "mail/back_off.h"

#include <gtest/gtest.h>

#include <vector>

namespace watchpost::mail {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest = 30s;

std::vector<std::chrono::milliseconds> waits(std::string_view seed, int count) {
  back_off pause(1s, longest, seed);
  std::vector<std::chrono::milliseconds> all;
  for (int i = 0; i < count; ++i) all.push_back(pause.next());
  return all;
}

TEST(BackOff, GrowsToABound) {
  std::chrono::milliseconds base = 1s;
  for (const auto wait : waits("a", 20)) {
    EXPECT_GE(wait, base);
    EXPECT_LE(wait, base + base / 4);
    base = std::min(base * 2, longest);
  }
}

TEST(BackOff, IsTheSameForAMonitorAndAnotherForTheNext) {
  EXPECT_EQ(waits("5f0c9a", 8), waits("5f0c9a", 8));
  EXPECT_NE(waits("5f0c9a", 8), waits("5f0c9b", 8));
}

}  // namespace
}  // namespace watchpost::mail
