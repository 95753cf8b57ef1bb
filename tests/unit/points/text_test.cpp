// Point values as texts, and through the ABI.
#include <watchpost/cpp/point_abi.hpp>
#include <watchpost/cpp/point_text.hpp>

#include <gtest/gtest.h>

namespace watchpost::test {
namespace {

using point::info;
using point::kind;
using point::value;

const info pump{
    .id = "pump", .title = "ポンプ", .kind = kind::digital, .on_word = "running", .off_word = "stopped"};
const info level{.id = "level", .title = "level", .kind = kind::analog, .decimals = 2, .unit = "m"};
const info count{.id = "count", .title = "count", .kind = kind::counter, .unit = "pcs"};
const info note{.id = "note", .title = "note", .kind = kind::text};

TEST(point_text_test, values_are_shown_as_the_point_says) {
  EXPECT_EQ(to_text(pump, true), "running");
  EXPECT_EQ(to_text(level, 1.005), "1.00 m");
  EXPECT_EQ(to_text(level, -0.001), "0.00 m");
  EXPECT_EQ(to_text(level, 1e300).size(), 301u + 3u + 2u);
  EXPECT_EQ(to_text(level, std::nan("")), "none m");
  EXPECT_EQ(bare_text(count, std::int64_t{7}), "7");
  EXPECT_EQ(to_text(count, {}), "none");
}

TEST(point_text_test, what_is_shown_is_read_back) {
  EXPECT_EQ(parse(pump, " Running "), value(true));
  EXPECT_EQ(parse(pump, "OFF"), value(false));
  EXPECT_EQ(parse(level, "+12.5 m"), value(12.5));
  EXPECT_EQ(parse(level, "1e2m"), value(100.0));
  EXPECT_EQ(parse(count, "7 pcs"), value(std::int64_t{7}));
  EXPECT_EQ(parse(note, ""), value(std::string()));
}

TEST(point_text_test, other_things_are_not_values) {
  EXPECT_FALSE(parse(pump, "2"));
  EXPECT_FALSE(parse(level, ""));
  EXPECT_FALSE(parse(level, "m"));
  EXPECT_FALSE(parse(level, "inf"));
  EXPECT_FALSE(parse(level, "12 kPa"));
  EXPECT_FALSE(parse(count, "-1"));
  EXPECT_FALSE(parse(count, "1.5"));
  EXPECT_FALSE(parse(count, "99999999999999999999"));
  EXPECT_FALSE(parse(note, "a\x07"));
  EXPECT_FALSE(parse(note, std::string(WP_POINT_TEXT_MAX + 1, 'x')));
}

TEST(point_abi_test, everything_survives_the_way_there_and_back) {
  auto full = level;
  full.output = full.operable = full.alarms = full.confirmed = full.two_persons = true;
  full.min = -1;
  full.max = 9.5;
  EXPECT_EQ(point::from_abi(point::to_abi(full)), full);
  for (const value& v :
       {value(), value(true), value(std::int64_t{-3}), value(2.5), value(std::string("日本"))}) {
    const point::sample s{v, point::quality::uncertain, point::alarm::acknowledged, 77, 3};
    EXPECT_EQ(point::from_abi(point::to_abi(s)), s);
    const point::operated o{point::result::refused, point::refusal::busy, true, "why", "rb", v, s, s, 5, 6};
    EXPECT_EQ(point::from_abi(point::to_abi(o)), o);
  }
  const point::origin who{"mail", "a", "totp", "<m>", "b"};
  EXPECT_EQ(point::from_abi(point::to_abi(who)), who);
}

TEST(point_abi_test, numbers_of_a_newer_host_become_what_nobody_relies_on) {
  wp_point p = point::to_abi(level);
  p.kind = 99;
  EXPECT_FALSE(point::from_abi(p));
  wp_operated o = point::to_abi(point::operated{.result = point::result::done});
  o.outcome = 99;
  EXPECT_EQ(point::from_abi(o).result, point::result::unknown);
  o.outcome = WP_OPERATED_DONE;
  o.size = 8;
  EXPECT_EQ(point::from_abi(o).result, point::result::unknown);
  wp_sample s{};
  s.quality = 99;
  s.value.type = 99;
  EXPECT_EQ(point::from_abi(s).quality, point::quality::bad);
}

TEST(point_abi_test, texts_that_are_missing_have_words) {
  wp_point p{};
  p.size = sizeof p;
  p.kind = WP_POINT_DIGITAL;
  p.id = abi::to_abi("di1");
  const auto got = point::from_abi(p);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->title, "di1");
  EXPECT_EQ(got->on_word, "on");
}

}  // namespace
}  // namespace watchpost::test
