#include <watchpost/cpp/expected.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using plugin::expected;

const plugin::error failed_write{.status = WP_E_IO, .domain = "smtp", .code = 535, .text = "refused"};

static_assert(!std::is_convertible_v<wp_status, expected<std::string>>);
static_assert(!std::is_convertible_v<std::string, expected<void>>);
static_assert(!std::is_default_constructible_v<expected<int>>);
static_assert(!std::is_convertible_v<expected<bool>, bool>, "an error is not false by mistake");
static_assert(std::is_nothrow_move_constructible_v<expected<std::string>>);

std::string what_thrown(auto&& call) {
  try {
    call();
  } catch (const std::logic_error& e) {
    return e.what();
  }
  return "nothing";
}

TEST(Expected, holds_a_value) {
  expected<std::string> held(std::string("v"));
  ASSERT_TRUE(held && held.has_value());
  EXPECT_EQ(*held, "v");
  EXPECT_EQ(held->size(), 1u);
  held.value() += "w";
  *held += "x";
  EXPECT_EQ(std::as_const(held).value(), "vwx");
  EXPECT_EQ(held, "vwx");
  EXPECT_NE(held, failed_write);
}

TEST(Expected, holds_an_error) {
  const expected<std::string> held(failed_write);
  ASSERT_FALSE(held || held.has_value());
  EXPECT_EQ(held.error(), failed_write);
  EXPECT_EQ(held, failed_write);
}

TEST(Expected, takes_what_converts_to_its_value) {
  const auto texts = [](bool well) -> expected<std::string> {
    if (!well) return failed_write;
    return "constant";
  };
  EXPECT_EQ(texts(true), std::string("constant"));
  EXPECT_EQ(texts(false).error().code, 535);
  const expected<bool> no = false;
  EXPECT_TRUE(no && !*no);
}

TEST(Expected, moves_its_value_out) {
  expected<std::unique_ptr<const int>> held = std::make_unique<int>(7);
  std::unique_ptr<const int> first = *std::move(held);
  held = std::move(first);
  EXPECT_EQ(*std::move(held).value(), 7);
}

// The loop's range would look at the dead, was it a reference into what made() returned.
TEST(Expected, a_value_taken_from_a_temporary_outlives_it) {
  const auto made = [] {
    return expected<std::vector<std::string>>(std::vector<std::string>(3, std::string(64, 'x')));
  };
  std::size_t seen = 0;
  for (const std::string& each : made().value()) seen += each.size();
  for (const std::string& each : *made()) seen += each.size();
  EXPECT_EQ(seen, 2u * 3u * 64u);
}

TEST(Expected, taking_what_is_not_there_is_a_fault_of_the_program) {
  expected<std::string> failed(failed_write);
  const expected<std::string> well = "v";
  EXPECT_EQ(what_thrown([&] { (void)failed.value(); }), "smtp 535: refused");
  EXPECT_EQ(what_thrown([&] { (void)std::as_const(failed).value(); }), "smtp 535: refused");
  EXPECT_EQ(what_thrown([&] { (void)std::move(failed).value(); }), "smtp 535: refused");
  EXPECT_EQ(what_thrown([&] { (void)*failed; }), "smtp 535: refused");
  EXPECT_EQ(what_thrown([&] { (void)failed->size(); }), "smtp 535: refused");
  EXPECT_EQ(what_thrown([&] { (void)well.error(); }), "there is no error");
}

TEST(Expected, of_nothing_is_well_or_an_error) {
  const auto stored = [](bool well) -> expected<void> {
    if (!well) return failed_write;
    return {};
  };
  EXPECT_TRUE(stored(true) && stored(true).has_value());
  EXPECT_NO_THROW(stored(true).value());
  EXPECT_EQ(what_thrown([&] { (void)stored(true).error(); }), "there is no error");
  EXPECT_FALSE(stored(false) || stored(false).has_value());
  EXPECT_EQ(stored(false).error(), failed_write);
  EXPECT_EQ(what_thrown([&] { stored(false).value(); }), "smtp 535: refused");
  EXPECT_EQ(stored(false), failed_write);
  EXPECT_NE(stored(false), stored(true));
}

}  // namespace
