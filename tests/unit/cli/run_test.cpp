// host_sim run in this process: lines, JSON, history, refusals.
#include "cli_world.h"

#include <boost/json.hpp>

namespace watchpost::test {
namespace {

class run_command : public cli_world {
 protected:
  std::string config = file("w.toml", R"(
state = "w.db"
[monitors.a]
type = "acting"
net.target = "localhost"
)");
};

TEST_F(run_command, writes_a_line_per_result_and_keeps_the_history) {
  EXPECT_EQ(run({"run", config, "--for", "200ms"}), 0) << err;
  EXPECT_TRUE(contains(out, " a OK acted: acted on localhost | 'took_seconds'=0.25s")) << out << err;
  EXPECT_EQ(run({"history", "a", "--config", config}), 0);
  EXPECT_TRUE(contains(out, " a OK acted: ")) << out;
  EXPECT_EQ(run({"history", "--state", path("w.db"), "--json", "--since", "1h"}), 0);
  EXPECT_EQ(boost::json::parse(out.substr(0, out.find('\n'))).at("instance"), "a");
}

TEST_F(run_command, restart_within_the_interval_does_not_poll_again) {
  EXPECT_EQ(run({"run", config, "--for", "200ms"}), 0);
  EXPECT_EQ(run({"run", config, "--for", "50ms", "--json"}), 0);
  EXPECT_EQ(out, "");
}

TEST_F(run_command, json_is_one_object_per_line) {
  EXPECT_EQ(run({"run", config, "--for", "200ms", "--json"}), 0);
  const auto json = boost::json::parse(out);
  EXPECT_EQ(json.at("reason"), "scheduled");
  EXPECT_EQ(json.at("readings").as_array()[0].at("value"), 0.25);
}

TEST_F(run_command, bad_settings_file_does_not_start) {
  EXPECT_EQ(run({"run", file("bad.toml", "[monitors.a]\ntype = \"actin\"\n")}), 1);
  EXPECT_TRUE(contains(err, "bad.toml:2:8: error: monitors.a.type = 'actin': no plugin offers")) << err;
  EXPECT_EQ(run({"run", path("none.toml")}), 1);
  EXPECT_EQ(run({"run"}), 2);
}

TEST_F(run_command, without_a_state_file_it_warns) {
  EXPECT_EQ(run({"run", file("m.toml", "[monitors.a]\ntype = \"acting\"\nnet.target = \"localhost\"\n"),
                 "--for", "10ms"}),
            0);
  EXPECT_TRUE(contains(err, "nothing is kept after the end; set state = ")) << err;
}

}  // namespace
}  // namespace watchpost::test
