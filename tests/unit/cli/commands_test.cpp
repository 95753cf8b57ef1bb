// describe, validate, probe, history, sandbox, and what all commands have in common.
#include "cli_world.h"

#include <boost/json.hpp>

#include <algorithm>

namespace watchpost::test {
namespace {

using commands = cli_world;
namespace json = boost::json;

constexpr std::string_view two = R"(
[devices.mx]
address = "192.0.2.1"
[monitors.flow]
type = "acting"
devices = ["mx"]
[monitors.alone]
type = "acting"
net.target = "localhost"
)";

TEST_F(commands, every_command_has_help_with_an_example_and_exit_codes) {
  for (const auto& c : cli::all_commands()) {
    EXPECT_EQ(run({c.name, "--help"}), c.run == cli::run_check ? 3 : 0) << c.name;
    EXPECT_TRUE(contains(out, "Example\n  host_sim " + std::string(c.name))) << out;
    EXPECT_TRUE(contains(out, "Exit codes\n  0: ")) << out;
  }
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(run({"--version"}), 0);
}

TEST_F(commands, wrong_command_lines_say_what_is_wrong) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"validat"}), 2);
  EXPECT_TRUE(contains(err, "unknown command 'validat', did you mean 'validate'?")) << err;
  EXPECT_EQ(run({"validate", "--jsn"}), 2);
  EXPECT_TRUE(contains(err, "--jsn")) << err;
  EXPECT_TRUE(contains(err, "see host_sim validate --help")) << err;
  EXPECT_EQ(run({"describe", "--format", "xml"}), 2);
  EXPECT_EQ(run({"run", "--log-level", "loud", "x"}), 1) << "the file comes first";
  EXPECT_EQ(run({"sandbox", "--user", "nobody"}), 2);
}

TEST_F(commands, describe_knows_types_and_files) {
  EXPECT_EQ(run({"describe"}), 0);
  EXPECT_TRUE(contains(out, "acting 1.2.3  Acting monitor")) << out;
  EXPECT_EQ(run({"describe", "acting", "--format", "markdown"}), 0);
  EXPECT_TRUE(contains(out, "| `net.target` |")) << out;
  EXPECT_EQ(run({"describe", ACTING_PLUGIN_FOLDER "/acting_plugin.so", "--format", "json-schema"}), 0);
  EXPECT_EQ(json::parse(out).at("properties").at("level").at("maximum"), 100);
  EXPECT_EQ(run({"describe", "acting", "--json"}), 0);
  EXPECT_EQ(json::parse(out).at("id"), "acting");
  EXPECT_EQ(run({"describe", "nothing"}), 1);
  EXPECT_EQ(run({"describe", "./nothing.so"}), 1);
  EXPECT_TRUE(contains(err, "nothing.so")) << err;
}

TEST_F(commands, validate_counts_instances) {
  EXPECT_EQ(run({"validate", file("w.toml", two)}), 0);
  EXPECT_TRUE(contains(out, "w.toml: good, 2 instances")) << out;
}

TEST_F(commands, validate_names_every_fault) {
  const auto path = file("w.toml", std::string(two) + "level = 101\nbogus = 1\n");
  EXPECT_EQ(run({"validate", path}), 1);
  EXPECT_TRUE(contains(err, path + ":10:1: error: monitors.alone.level: got '101'")) << err;
  EXPECT_TRUE(contains(err, path + ":11:1: error: monitors.alone.bogus: there is no such setting")) << err;
  EXPECT_EQ(run({"validate", path, "--json"}), 1);
  const auto out_json = json::parse(out);
  EXPECT_EQ(out_json.at("valid"), false);
  ASSERT_EQ(out_json.at("problems").as_array().size(), 3u);
  EXPECT_EQ(out_json.at("problems").as_array()[2].at("key"), "state");
  EXPECT_EQ(out_json.at("problems").as_array()[0].at("line"), 10);
}

TEST_F(commands, probe_lists_actions_and_prints_stages) {
  const auto config = file("w.toml", two);
  EXPECT_EQ(run({"probe", config, "flow@mx"}), 0);
  EXPECT_EQ(out, "greet  says hello in two stages\nfail  fails\nwait  waits\n");
  EXPECT_EQ(run({"probe", config, "flow@mx", "greet"}), 0);
  EXPECT_EQ(out, "  OK hello: hello 192.0.2.1\n  OK again: hello again\nOK done: greeted twice\n");
  EXPECT_EQ(run({"probe", config, "flow@mx", "fail", "--json"}), 1);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
  EXPECT_EQ(run({"probe", config, "flow@mx", "wait", "-t", "100ms"}), 1);
}

TEST_F(commands, probe_says_what_there_is_instead) {
  const auto config = file("w.toml", two);
  EXPECT_EQ(run({"probe", config, "flow@mxx"}), 1);
  EXPECT_TRUE(contains(err, "there is no instance 'flow@mxx', did you mean 'flow@mx'?")) << err;
  EXPECT_EQ(run({"probe", config, "alone", "gret"}), 1);
  EXPECT_TRUE(contains(err, "did you mean 'greet'?")) << err;
  EXPECT_EQ(run({"probe", config}), 2);
}

TEST_F(commands, history_needs_a_database) {
  EXPECT_EQ(run({"history"}), 2);
  EXPECT_TRUE(contains(err, "--state FILE")) << err;
  EXPECT_EQ(run({"history", "--state", path("none.db")}), 1);
  EXPECT_TRUE(contains(err, "there is no database")) << err;
  EXPECT_EQ(run({"history", "--config", file("w.toml", two)}), 1);
  EXPECT_TRUE(contains(err, "keeps no state")) << err;
}

TEST_F(commands, sandbox_shows_its_ports) {
  EXPECT_EQ(run({"sandbox", "--for", "1ms", "--json", "--user", "a@b.test:pw", "--ca-file", path("ca.pem")}),
            0)
      << err;
  EXPECT_GT(json::parse(out).at("imap_tls").as_int64(), 0);
  EXPECT_FALSE(contains(out, "pw\""));
  EXPECT_TRUE(std::filesystem::exists(path("ca.pem")));
}

}  // namespace
}  // namespace watchpost::test
