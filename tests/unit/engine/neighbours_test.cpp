// What instances say against each other and against the points.
#include "engine/neighbours.h"

#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::test {
namespace {

engine::problems patterns(std::vector<std::string> all) {
  engine::problems out;
  for (auto& each : all)
    out.push_back(
        {engine::problem::severity::error, "t.toml", {7, 1}, "monitors.box.allow", {}, std::move(each)});
  return out;
}

std::vector<engine::point_spec> points(const std::vector<std::string>& ids) {
  std::vector<engine::point_spec> out;
  for (const auto& id : ids) out.emplace_back().what.id = id;
  return out;
}

std::string unfit(std::vector<std::string> all) {
  engine::problems found;
  engine::check_patterns(patterns(std::move(all)), points({"pump1", "level"}), {"mail@mx", "box"}, found);
  return texts(found);
}

TEST(neighbours, patterns_that_fit_say_nothing) {
  EXPECT_EQ(unfit({"*", "pump?", "PUMP*", "level", "monitor:*", "monitor:mail*", "monitor:mail@mx"}), "");
}

TEST(neighbours, patterns_that_fit_nothing_are_named_with_what_was_meant) {
  EXPECT_EQ(unfit({"pmup1", "valve*", "pmup1"}),
            "t.toml:7:1: warning: monitors.box.allow: 'pmup1' fits no point, did you mean 'pump1'?\n"
            "t.toml:7:1: warning: monitors.box.allow: 'valve*' fits no point, so it does nothing\n");
  EXPECT_EQ(unfit({"monitor:bx"}),
            "t.toml:7:1: warning: monitors.box.allow: 'monitor:bx' fits no monitor, did you mean 'box'?\n");
  engine::problems found;
  engine::check_patterns(patterns({"*"}), {}, {}, found);
  EXPECT_EQ(texts(found),
            "t.toml:7:1: warning: monitors.box.allow: '*' fits no point; there is none: add [[points]]\n");
}

TEST(neighbours, a_pattern_is_taken_for_the_beginning_of_a_name) {
  EXPECT_EQ(unfit({"pmup*"}),
            "t.toml:7:1: warning: monitors.box.allow: 'pmup*' fits no point, did you mean 'pump*'?\n");
}

TEST(neighbours, one_account_of_two_instances_is_told) {
  const auto exclusive = [](const char* key, std::uint32_t flags, const char* def) {
    wp_param p{};
    p.size = sizeof p;
    p.flags = flags;
    p.key = key;
    p.def = def;
    return p;
  };
  const wp_param server = exclusive("server", WP_PARAM_EXCLUSIVE, "mx"),
                 user = exclusive("user", WP_PARAM_EXCLUSIVE, nullptr), word = exclusive("word", 0, nullptr);
  const wp_param* const params[] = {&server, &user, &word, nullptr};
  wp_type type{};
  type.size = sizeof type;
  type.id = "box";
  type.params = params;
  const auto instance = [&](std::string name, std::vector<engine::setting> settings) {
    engine::instance_spec spec;
    spec.name = spec.monitor = std::move(name);
    spec.type.type = &type;
    spec.settings = std::move(settings);
    return spec;
  };
  const auto a = instance("a", {{"server", "MX", false, {}, {}}, {"user", "box", false, {}, {}}});
  const auto b = instance("b", {{"user", "box", false, {}, {}}, {"word", "x", false, {}, {}}});
  const auto c = instance("c", {{"user", "other", false, {}, {}}});
  engine::problems found;
  const auto d = instance("d", {}), e = instance("e", {});
  engine::check_exclusive({&a, &b, &c, &d, &e}, "t.toml", found);
  ASSERT_EQ(found.size(), 1u) << texts(found);
  EXPECT_EQ(
      found[0].text,
      "the instance 'b' has the same server and user as 'a', and box wants them for one instance alone; "
      "remove one, or give it others");
  EXPECT_FALSE(found[0].is_error());
}

}  // namespace
}  // namespace watchpost::test
