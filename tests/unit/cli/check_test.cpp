// host_sim check: the line, the exit code, the state, the secrets.
#include "cli/settings_args.h"
#include "cli_world.h"

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

TEST_F(check, wrong_arguments_are_unknown_too) {
  EXPECT_EQ(run({"check"}), 3);
  EXPECT_EQ(acting({"--bogus"}), 3);
  EXPECT_EQ(acting({"nonsense"}), 3);
  EXPECT_EQ(acting({"net.target=x", "--timeout", "soon"}), 3);
  EXPECT_TRUE(contains(err, "--timeout = 'soon': not a duration")) << err;
  EXPECT_EQ(run({"check", "actng"}), 3);
  EXPECT_TRUE(contains(out, "ACTNG UNKNOWN - no plugin offers the type 'actng', did you mean 'acting'?"))
      << out;
}

TEST_F(check, timeout_ends_a_poll) {
  EXPECT_EQ(acting({"net.target=localhost", "act=hold", "-t", "100ms"}), 3);
  EXPECT_EQ(out, "ACTING UNKNOWN - play: cancelled\n");
}

TEST_F(check, state_goes_on_between_runs_with_the_same_settings) {
  const auto db = path("c.db");
  for (const char* expected : {"1", "2", "3"}) {
    EXPECT_EQ(acting({"net.target=localhost", "net.password=" + std::string(expected) + "secret", "--state",
                      db, "--json"}),
              0);
    EXPECT_EQ(boost::json::parse(out).at("facts").at("polls"), expected)
        << "a secret does not change the name";
  }
  EXPECT_EQ(acting({"net.target=localhost", "word=other", "--state", db, "--json"}), 0);
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
