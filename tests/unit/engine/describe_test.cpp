// What is generated from the descriptors.
#include "engine/describe/describe.h"

#include "acting_plugin.h"
#include "listening_plugin.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

using namespace watchpost::engine;
namespace json = boost::json;

namespace {

const type_view type(*watchpost::test::acting_module->types[0]);

TEST(describe, text_names_every_parameter_and_metric) {
  const auto text = describe_text(type, 60);
  for (const auto& p : type.params) EXPECT_NE(text.find(p.key), std::string::npos) << p.key;
  EXPECT_NE(text.find("acted [OK]: it was asked to act"), std::string::npos) << text;
  EXPECT_NE(text.find("took_seconds [s]"), std::string::npos);
  EXPECT_NE(text.find("Offers wp.monitor/1 (is polled), wp.probe/1"), std::string::npos) << text;
  EXPECT_NE(text.find("default %Device.Address, macros"), std::string::npos) << text;
}

TEST(describe, json_has_all_fields) {
  const auto out = describe_json(type);
  EXPECT_EQ(out.at("id"), "acting");
  const auto& params = out.at("parameters").as_array();
  ASSERT_EQ(params.size(), type.params.size());
  EXPECT_EQ(params[0].at("kind"), "enum");
  EXPECT_EQ(params[0].at("choices").as_array().size(), 9u);
  EXPECT_EQ(params[2].at("when"), "act=warning|critical");
  EXPECT_EQ(params[2].at("default"), json::value(nullptr));
  const auto& verdicts = out.at("verdicts").as_array();
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_EQ(verdicts[0].at("word"), "acted");
  EXPECT_EQ(verdicts[0].at("state"), "OK");
  EXPECT_EQ(out.at("extensions"), (json::array{"wp.monitor/1", "wp.probe/1"}));
}

TEST(describe, schema_types_follow_the_kinds) {
  const auto properties = describe_schema(type).at("properties").as_object();
  EXPECT_EQ(properties.at("level").at("type"), "integer");
  EXPECT_EQ(properties.at("level").at("maximum"), 100);
  EXPECT_EQ(properties.at("net.tag").at("type"), "array");
  EXPECT_EQ(properties.at("net.password").at("writeOnly"), true);
  EXPECT_EQ(properties.at("act").at("enum").as_array().size(), 9u);
  EXPECT_EQ(properties.at("level").at("default"), 0);
}

TEST(describe, schema_knows_conditional_requirements) {
  const auto schema = describe_schema(type);
  EXPECT_FALSE(schema.contains("required"));
  const auto& rule = schema.at("allOf").as_array().at(0);
  EXPECT_EQ(rule.at("then").at("required").as_array().at(0), "net.password");
  EXPECT_EQ(rule.at("if").at("required").as_array().at(0), "act")
      << "the default of act is none of the values";
}

TEST(describe, notifiers_are_told_of) {
  const type_view notifier(*watchpost::test::listening_module->types[0]);
  const auto text = describe_text(notifier, 80);
  EXPECT_NE(text.find("wp.notifier/1 (is told of alarms and of monitors that"), std::string::npos) << text;
  EXPECT_NE(describe_markdown(notifier).find("Offers `wp.notifier/1` (is told"), std::string::npos);
}

// A type of a plugin that was built before `extensions` was there.
TEST(describe, an_older_type_tells_no_extensions) {
  wp_type old = *watchpost::test::acting_module->types[0];
  old.size = offsetof(wp_type, extensions);
  EXPECT_TRUE(type_view(old).extensions.empty());
  EXPECT_EQ(describe_text(type_view(old), 80).find("Offers"), std::string::npos);
}

TEST(describe, the_shortest_polite_interval_is_told) {
  wp_type shy = *watchpost::test::acting_module->types[0];
  EXPECT_EQ(describe_json(type_view(shy)).at("polite_interval_ms"), 0);
  EXPECT_EQ(describe_text(type_view(shy), 80).find("Polled more often"), std::string::npos);
  shy.polite_interval_ms = 300'000;
  EXPECT_EQ(describe_json(type_view(shy)).at("polite_interval_ms"), 300'000);
  EXPECT_NE(describe_text(type_view(shy), 80).find("Polled more often than every 5m,"), std::string::npos);
  EXPECT_NE(describe_markdown(type_view(shy)).find("Polled more often than every 5m,"), std::string::npos);
  shy.size = offsetof(wp_type, polite_interval_ms);
  EXPECT_EQ(type_view(shy).polite_interval_ms, 0) << "of a plugin that was built before it was there";
}

TEST(describe, markdown_is_a_table_per_group) {
  const auto text = describe_markdown(type);
  EXPECT_NE(text.find("## Acting monitor (`acting`)"), std::string::npos);
  EXPECT_NE(text.find("### Net\n\n| key | kind | default | meaning |\n"), std::string::npos) << text;
  EXPECT_NE(text.find("| `net.target` | host | `%Device.Address` |"), std::string::npos) << text;
  EXPECT_NE(text.find("`act=warning\\|critical`"), std::string::npos) << text;
  EXPECT_NE(text.find("| acted | OK | it was asked to act | applaud |"), std::string::npos) << text;
}

}  // namespace
