// What the host refuses by itself: a row per reason.
#include "engine/points/objection.h"

#include "engine/points/glob.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace watchpost::test {
namespace {

using engine::circumstances;
using engine::point_spec;
using point::kind;
using point::refusal;

struct row {
  const char* name;
  std::function<void(point_spec&, point::operation&, circumstances&)> change;
  refusal expected;
};

class objection_test : public ::testing::TestWithParam<row> {};

TEST_P(objection_test, is_named) {
  point_spec spec;
  spec.what = {.id = "p",
               .title = "p",
               .kind = kind::analog,
               .output = true,
               .operable = true,
               .unit = "m",
               .min = 0,
               .max = 10};
  spec.interlock = "lock";
  point::operation what{
      .point = "p", .value = 5.0, .key = "k", .origin = {.principal = "a@x", .second = "b@x"}};
  circumstances now{1'000'000, false, false};
  GetParam().change(spec, what, now);
  const auto found = objection_to(what, spec, now);
  ASSERT_EQ(found.has_value(), GetParam().expected != refusal::none);
  if (!found) return;
  EXPECT_EQ(found->why, GetParam().expected);
  EXPECT_FALSE(found->text.empty());
}

const auto nan_ = std::nan("");

INSTANTIATE_TEST_SUITE_P(
    rows, objection_test,
    ::testing::Values(
        row{"nothing", [](auto&, auto&, auto&) {}, refusal::none},
        row{"at_the_limit", [](auto&, auto& w, auto&) { w.value = 10.0; }, refusal::none},
        row{"above", [](auto&, auto& w, auto&) { w.value = 10.001; }, refusal::limits},
        row{"below", [](auto&, auto& w, auto&) { w.value = -0.001; }, refusal::limits},
        row{"not_a_number", [](auto&, auto& w, auto&) { w.value = nan_; }, refusal::limits},
        row{"infinite", [](auto& s, auto& w, auto&) { s.what.max = nan_; w.value = HUGE_VAL; }, refusal::limits},
        row{"input", [](auto& s, auto&, auto&) { s.what.operable = false; }, refusal::not_operable},
        row{"whole_number_for_analog", [](auto&, auto& w, auto&) { w.value = std::int64_t{5}; }, refusal::kind},
        row{"no_value", [](auto&, auto& w, auto&) { w.value = {}; }, refusal::kind},
        row{"negative_counter",
            [](auto& s, auto& w, auto&) {
              s.what.kind = kind::counter;
              s.what.min = nan_;
              w.value = std::int64_t{-1};
            },
            refusal::limits},
        row{"long_text",
            [](auto& s, auto& w, auto&) {
              s.what.kind = kind::text;
              w.value = std::string(WP_POINT_TEXT_MAX + 1, 'x');
            },
            refusal::limits},
        row{"two_lines",
            [](auto& s, auto& w, auto&) {
              s.what.kind = kind::text;
              w.value = std::string("a\nb");
            },
            refusal::limits},
        row{"in_time", [](auto&, auto& w, auto& n) { w.not_after_ms = n.wall_ms; }, refusal::none},
        row{"too_late", [](auto&, auto& w, auto& n) { w.not_after_ms = n.wall_ms - 1; }, refusal::too_late},
        row{"denied", [](auto& s, auto&, auto&) { s.denied = "local mode"; }, refusal::denied},
        row{"interlocked", [](auto&, auto&, auto& n) { n.interlocked = true; }, refusal::denied},
        row{"unconfirmed", [](auto& s, auto&, auto&) { s.what.confirmed = true; }, refusal::unconfirmed},
        row{"confirmed",
            [](auto& s, auto& w, auto&) {
              s.what.confirmed = true;
              w.confirmed = true;
            },
            refusal::none},
        row{"two_persons", [](auto& s, auto&, auto&) { s.what.two_persons = true; }, refusal::none},
        row{"one_person",
            [](auto& s, auto& w, auto&) {
              s.what.two_persons = true;
              w.origin.second.clear();
            },
            refusal::one_person},
        row{"twice_the_same_person",
            [](auto& s, auto& w, auto&) {
              s.what.two_persons = true;
              w.origin.second = " A@X ";
            },
            refusal::one_person},
        row{"nobody",
            [](auto& s, auto& w, auto&) {
              s.what.two_persons = true;
              w.origin.principal.clear();
            },
            refusal::one_person},
        row{"moving", [](auto&, auto&, auto& n) { n.moving = true; }, refusal::busy}),
    [](const auto& r) { return std::string(r.param.name); });

TEST(glob_test, matches_like_the_contract) {
  EXPECT_TRUE(engine::glob_matches("*", ""));
  EXPECT_TRUE(engine::glob_matches("Pump?", "pUMP1"));
  EXPECT_TRUE(engine::glob_matches("a*b*c", "aXbYbc"));
  EXPECT_FALSE(engine::glob_matches("a*b", "abc"));
  EXPECT_FALSE(engine::glob_matches("", "a"));
  EXPECT_FALSE(engine::glob_matches("?", ""));
  EXPECT_FALSE(engine::glob_matches(std::string(200, '*') + "x", std::string(5000, 'a')));
}

}  // namespace
}  // namespace watchpost::test
