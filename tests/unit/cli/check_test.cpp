// host_sim check: the line, the exit code, the state, the secrets.
#include "cli/settings_args.h"
#include "cli_world.h"
#include "engine/instance_name.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace watchpost::test {
namespace {

class check : public cli_world {
 protected:
  int acting(std::vector<std::string> more) {
    more.insert(more.begin(), {"check", "acting"});
    return run(std::move(more));
  }
};

TEST_F(check, one_line_with_perfdata_and_the_code_of_the_state) {
  EXPECT_EQ(acting({"net.target=localhost"}), 0);
  EXPECT_EQ(out, "ACTING OK - acted on localhost | 'took_seconds'=0.25s;5;10;0 'left_days'=30;14:;7:\n");
  EXPECT_EQ(acting({"net.target=localhost", "act=warning", "net.password=pw"}), 1);
  EXPECT_EQ(acting({"net.target=localhost", "act=critical", "net.password=pw"}), 2);
  EXPECT_EQ(acting({"net.target=localhost", "act=error"}), 3);
  EXPECT_EQ(out, "ACTING UNKNOWN - play 42: the curtain is down (act)\n");
}

TEST_F(check, pending_exits_0_with_the_word) {
  EXPECT_EQ(acting({"net.target=localhost", "act=pending"}), 0);
  EXPECT_TRUE(out.starts_with("ACTING PENDING - ")) << out;
}

TEST_F(check, hostname_is_the_device) {
  EXPECT_EQ(acting({"-H", "mx.example.org", "word=%Device.HostName"}), 0);
  EXPECT_TRUE(contains(out, "acted on mx.example.org with mx.example.org")) << out;
}

TEST_F(check, wrong_settings_are_unknown_and_name_key_value_and_remedy) {
  EXPECT_EQ(acting({"net.targt=x", "net.target=localhost", "level=101"}), 3);
  EXPECT_TRUE(out.starts_with("ACTING UNKNOWN - settings: ")) << out;
  EXPECT_TRUE(contains(out, "net.targt: there is no such setting; did you mean 'net.target'?")) << out;
  EXPECT_TRUE(contains(out, "level: got '101'; expected a whole number, from 0 to 100")) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_TRUE(contains(err, "error: level: got '101'")) << err;
}

TEST_F(check, wrong_arguments_are_unknown_in_one_line_too) {
  const auto wrong = [&](std::vector<std::string> args, std::string_view line) {
    EXPECT_EQ(run(std::move(args)), 3) << line;
    EXPECT_TRUE(out.starts_with(line)) << out;
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1) << out;
    EXPECT_FALSE(err.empty()) << line;
  };
  wrong({"check"}, "CHECK UNKNOWN - the TYPE is missing; see host_sim check --help");
  wrong({"check", "acting", "--bogus"}, "CHECK UNKNOWN - unrecognised option '--bogus'");
  wrong({"check", "acting", "nonsense"}, "ACTING UNKNOWN - settings: the argument 'nonsense' is no setting");
  wrong({"check", "acting", "net.target=x", "--timeout", "soon"},
        "ACTING UNKNOWN - --timeout = 'soon': not a");
  wrong({"check", "acting", "net.target=x", "-t", "0"}, "ACTING UNKNOWN - --timeout = '0': not a duration");
  wrong({"check", "acting", "net.target=x", "--log-level", "loud"}, "ACTING UNKNOWN - --log-level = 'loud'");
  wrong({"check", "acting", "-w", "10:1"}, "ACTING UNKNOWN - --warning = '10:1': no range; write 10, 10:,");
  wrong({"check", "acting", "-c", "took=1"}, "ACTING UNKNOWN - --critical = 'took=1': acting has no metric");
  wrong({"check", "actng"}, "ACTNG UNKNOWN - no plugin offers the type 'actng', did you mean 'acting'?");
  EXPECT_EQ(run({"check", "acting", "--bogus", "--json"}), 3);
  EXPECT_EQ(boost::json::parse(out).at("exit_code"), 3);
}

TEST_F(check, help_and_version_are_unknown) {
  EXPECT_EQ(run({"check", "-V"}), 3);
  EXPECT_EQ(out, std::string(cli::program) + "\n");
  EXPECT_EQ(run({"check", "-h"}), 3);
  EXPECT_TRUE(out.starts_with("Usage: host_sim check ")) << out;
}

TEST_F(check, timeout_is_in_seconds_or_a_duration) {
  EXPECT_EQ(acting({"net.target=localhost", "-t", "60"}), 0) << out;
  EXPECT_EQ(acting({"net.target=localhost", "-t60"}), 0) << out;
  EXPECT_EQ(acting({"net.target=localhost", "-t", "1m30s"}), 0) << out;
}

TEST_F(check, limits_make_a_result_worse_and_stand_in_the_performance_data) {
  EXPECT_EQ(acting({"net.target=localhost", "-w", "0.2", "-c", "~:10"}), 1);
  EXPECT_EQ(out,
            "ACTING WARNING - acted on localhost; took_seconds is 0.25s, and --warning is 0.2 | "
            "'took_seconds'=0.25s;0.2;~:10;0 'left_days'=30;14:;7:\n");
  EXPECT_EQ(acting({"net.target=localhost", "-w", "0.2", "-c", "left_days=@10:30"}), 2);
  EXPECT_EQ(acting({"net.target=localhost", "act=error", "-c", "0"}), 3) << "nothing was measured";
}

TEST_F(check, more_words_go_to_standard_error) {
  EXPECT_EQ(acting({"net.target=localhost"}), 0);
  EXPECT_EQ(err, "");
  EXPECT_EQ(acting({"net.target=localhost", "-v"}), 0);
  EXPECT_TRUE(err.starts_with("polls: 1\n")) << err;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_EQ(acting({"net.target=localhost", "-vvv"}), 0);
}

TEST_F(check, timeout_ends_a_poll) {
  EXPECT_EQ(acting({"net.target=localhost", "act=hold", "-t", "100ms"}), 3);
  EXPECT_EQ(out, "ACTING UNKNOWN - play: cancelled\n");
}

TEST_F(check, state_goes_on_between_runs_that_look_at_the_same_thing) {
  const auto db = path("c.db");
  for (const char* expected : {"1", "2", "3"}) {
    EXPECT_EQ(acting({"net.target=localhost", "net.password=" + std::string(expected) + "secret", "--state",
                      db, "--json"}),
              0);
    EXPECT_EQ(boost::json::parse(out).at("facts").at("polls"), expected)
        << "a secret does not change the name";
  }
  EXPECT_EQ(acting({"net.target=LOCALHOST", "word=other", "--state", db, "--json"}), 0);
  EXPECT_EQ(boost::json::parse(out).at("facts").at("polls"), "4") << "it looks at the same thing";
  EXPECT_EQ(acting({"net.target=127.0.0.1", "--state", db, "--json"}), 0);
  EXPECT_EQ(boost::json::parse(out).at("facts").at("polls"), "1") << "another check";
  EXPECT_EQ(acting({"net.target=localhost", "--state", db, "--instance", "mine", "--json"}), 0);
  EXPECT_EQ(boost::json::parse(out).at("instance"), "mine");
}

TEST_F(check, json_has_everything) {
  EXPECT_EQ(acting({"net.target=localhost", "act=error", "--json"}), 3);
  const auto json = boost::json::parse(out);
  EXPECT_EQ(json.at("state"), "UNKNOWN");
  EXPECT_EQ(json.at("exit_code"), 3);
  EXPECT_EQ(json.at("error").at("domain"), "play");
}

TEST_F(check, secret_comes_from_environment_or_file) {
  ::setenv("WP_CLI_SECRET", "pw", 1);
  EXPECT_EQ(acting({"net.target=localhost", "act=warning", "net.password=@env:WP_CLI_SECRET"}), 1);
  EXPECT_EQ(acting({"net.target=localhost", "act=warning", "net.password=@file:" + file("pw", "secret\n")}),
            1);
  EXPECT_EQ(acting({"net.target=localhost", "act=warning", "net.password=@env:WP_CLI_NONE"}), 3);
  EXPECT_TRUE(contains(out, "'WP_CLI_NONE' is not set")) << out;
  EXPECT_TRUE(contains(out, "(net.password)")) << out;
}

TEST(instance_name, is_made_of_all_settings_but_secrets_where_a_type_names_none) {
  wp_type type{};
  type.size = sizeof type;
  type.id = "plain";
  engine::instance_spec spec;
  spec.type.type = &type;
  spec.settings = {{"a", "1", false, {}, {}}, {"pw", "x", true, {}, {}}};
  const auto name = engine::instance_name(spec);
  EXPECT_TRUE(name.starts_with("plain-")) << name;
  spec.settings[1].value = "y";
  EXPECT_EQ(engine::instance_name(spec), name);
  spec.settings[0].value = "2";
  EXPECT_NE(engine::instance_name(spec), name);
}

TEST(settings_args, two_at_signs_are_one) {
  const auto parsed = cli::parse_settings({"a=@@x", "b=@y", "a=1=2"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->settings[0].value, "@x");
  EXPECT_EQ(parsed->settings[1].value, "@y");
  EXPECT_EQ(parsed->settings[2].value, "1=2");
}

TEST(settings_args, values_are_wiped_in_place) {
  std::string name = "host_sim", option = "--state=x", secret = "mail.password=hunter2", source = "a=@env:X";
  char* argv[] = {name.data(), option.data(), secret.data(), source.data(), nullptr};
  cli::wipe_values(4, argv);
  EXPECT_EQ(option, "--state=x");
  EXPECT_EQ(secret, "mail.password=*******");
  EXPECT_EQ(source, "a=@env:X");
}

}  // namespace
}  // namespace watchpost::test
