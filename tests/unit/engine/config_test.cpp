// The settings file: what it says, and what it complains about.
#include "engine/config_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace watchpost::engine;
namespace fs = std::filesystem;

namespace {

configuration good(std::string_view toml) {
  auto loaded = parse_config(toml, "/etc/wp/watchpost.toml");
  if (loaded) return loaded->config;
  for (const auto& p : loaded.error()) ADD_FAILURE() << to_text(p);
  return {};
}

// All complaints, a line each.
std::string bad(std::string_view toml) {
  const auto loaded = parse_config(toml, "w.toml");
  std::string out;
  if (!loaded) {
    for (const auto& p : loaded.error()) out += to_text(p) + "\n";
  }
  return out;
}

const setting* find(const monitor_settings& m, std::string_view key) {
  for (const auto& s : m.settings) {
    if (s.key == key) return &s;
  }
  return nullptr;
}

struct temp_folder {
  fs::path path = fs::temp_directory_path() / ("wp-config-" + std::to_string(::getpid()));
  temp_folder() { fs::create_directories(path); }
  ~temp_folder() { fs::remove_all(path); }
  std::string file(const std::string& name, std::string_view text, fs::perms mode) const {
    std::ofstream(path / name) << text;
    fs::permissions(path / name, mode);
    return (path / name).string();
  }
};

}  // namespace

TEST(config, reads_devices_monitors_and_defaults) {
  const auto c = good(R"(
    state = "db/w.db"
    [plugins]
    path = ["plugins", "/opt/p.so"]
    [history]
    age = "30d"
    count = 500
    [defaults]
    interval = "10m"
    timeout = "45s"
    [defaults.email_monitor]
    mail.username = "probe"
    smtp.port = 587
    [devices.mx]
    address = "192.0.2.1"
    host_name = "mx.example.org"
    [monitors.flow]
    type = "email_monitor"
    description = "mail flows"
    devices = ["mx"]
    timeout = "20s"
    smtp.server = "%Device.Address"
    smtp.port = "submission"
    smtp.tags = ["a", 2, true]
    [monitors.flow.delivery]
    warning = "10s"
  )");
  EXPECT_EQ(c.state_path, "/etc/wp/db/w.db");
  EXPECT_EQ(c.plugin_paths, (std::vector<std::string>{"/etc/wp/plugins", "/opt/p.so"}));
  EXPECT_EQ(c.history_age_ms, 30LL * 86'400'000);
  EXPECT_EQ(c.history_count, 500);
  ASSERT_EQ(c.monitors.size(), 1u);
  const auto& m = c.monitors[0];
  EXPECT_EQ(m.interval_ms, 600'000);
  EXPECT_EQ(m.timeout_ms, 20'000);
  EXPECT_EQ(m.description, "mail flows");
  EXPECT_EQ(m.devices, std::vector<std::string>{"mx"});
  EXPECT_EQ(find(m, "smtp.port")->value, "submission") << "overrides the default";
  EXPECT_EQ(find(m, "mail.username")->value, "probe");
  EXPECT_EQ(find(m, "mail.username")->table, "defaults.email_monitor");
  EXPECT_EQ(find(m, "delivery.warning")->value, "10s");
  std::vector<std::string> tags;
  for (const auto& s : m.settings) {
    if (s.key == "smtp.tags") tags.push_back(s.value);
  }
  EXPECT_EQ(tags, (std::vector<std::string>{"a", "2", "true"}));
  EXPECT_EQ(c.devices.at("mx").display_name, "mx");
}

TEST(config, settings_know_their_place) {
  const auto c = good("[monitors.a]\ntype = \"t\"\nx.y = 5\n");
  EXPECT_EQ(find(c.monitors[0], "x.y")->at, (position{3, 3}));
  EXPECT_EQ(c.monitors[0].at.line, 1);
}

TEST(config, empty_list_takes_a_default_away) {
  const auto c = good("[defaults.t]\na = [\"x\"]\n[monitors.m]\ntype = \"t\"\na = []\n");
  EXPECT_EQ(find(c.monitors[0], "a"), nullptr);
}

TEST(config, monitor_may_do_without_a_device) {
  EXPECT_TRUE(good("[monitors.m]\ntype = \"t\"\n").monitors[0].devices.empty());
}

TEST(config, interval_zero_means_never) {
  EXPECT_EQ(good("[monitors.m]\ntype = \"t\"\ninterval = 0\n").monitors[0].interval_ms, 0);
}

TEST(config, default_timeout_is_not_longer_than_the_interval) {
  EXPECT_EQ(good("[monitors.m]\ntype = \"t\"\ninterval = \"10s\"\n").monitors[0].timeout_ms, 10'000);
}

TEST(config, syntax_error_has_line_and_column) {
  const auto text = bad("a = [1,\n");
  EXPECT_TRUE(text.starts_with("w.toml:")) << text;
  EXPECT_NE(text.find("error: "), std::string::npos);
}

TEST(config, complaints_name_place_key_value_and_remedy) {
  EXPECT_EQ(bad("[monitors.m]\ntype = \"t\"\ninterval = \"5x\"\n"),
            "w.toml:3:12: error: monitors.m.interval = '5x': not a duration; "
            "write a number and a unit in quotes: \"500ms\", \"30s\", \"5m\", \"1h30m\", \"14d\"\n");
  EXPECT_EQ(bad("[monitor.m]\ntype = \"t\"\n"),
            "w.toml:1:2: error: monitor: unknown key, did you mean 'monitors'?\n");
}

TEST(config, every_fault_is_named_at_once) {
  const auto text = bad(R"(
    state = 5
    [devices.mx]
    adress = "x"
    [devices."a b"]
    address = "x"
    [defaults]
    smtp = "x"
    [monitors.m]
    devices = ["my", "mx", "mx"]
    when = 2024-01-01
    interval = "1ms"
  )");
  EXPECT_NE(text.find("state = '5': must be a text in quotes"), std::string::npos) << text;
  EXPECT_NE(text.find("devices.mx.adress: unknown key, did you mean 'address'?"), std::string::npos) << text;
  EXPECT_NE(text.find("devices.mx.address: missing; set it"), std::string::npos) << text;
  EXPECT_NE(text.find("devices.a b: not a name"), std::string::npos) << text;
  EXPECT_NE(text.find("defaults.smtp: only interval, timeout and tables of types"), std::string::npos)
      << text;
  EXPECT_NE(text.find("monitors.m.type: missing"), std::string::npos) << text;
  EXPECT_NE(text.find("monitors.m.devices = 'my': no such device, did you mean 'mx'?; add [devices.my]"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("named twice"), std::string::npos) << text;
  EXPECT_NE(text.find("monitors.m.when: "), std::string::npos) << text;
  EXPECT_NE(text.find("interval = '1ms': too short"), std::string::npos) << text;
}

TEST(config, missing_file_is_an_error_not_a_crash) {
  const auto loaded = load_config("/nowhere/w.toml");
  ASSERT_FALSE(loaded);
  EXPECT_NE(to_text(loaded.error()[0]).find("cannot be read"), std::string::npos);
  EXPECT_FALSE(load_config("/tmp")) << "a folder";
}

TEST(config, secret_comes_from_the_environment) {
  ::setenv("WP_TEST_SECRET", "s3cret!", 1);
  const auto c = good("[monitors.m]\ntype = \"t\"\nmail.password = { env = \"WP_TEST_SECRET\" }\n");
  EXPECT_EQ(find(c.monitors[0], "mail.password")->value, "s3cret!");
  EXPECT_TRUE(find(c.monitors[0], "mail.password")->secret);
  const auto text = bad("[monitors.m]\ntype = \"t\"\nmail.password = { env = \"WP_TEST_NONE\" }\n");
  EXPECT_NE(
      text.find(
          "w.toml:3:6: error: monitors.m.mail.password: the environment variable 'WP_TEST_NONE' is not set"),
      std::string::npos)
      << text;
}

TEST(config, secret_comes_from_a_file_beside_the_settings) {
  const temp_folder folder;
  folder.file("pw", "top secret\r\n", fs::perms::owner_read);
  const auto main =
      folder.file("w.toml", "[monitors.m]\ntype = \"t\"\np = { file = \"pw\" }\n", fs::perms::owner_read);
  const auto loaded = load_config(main);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(find(loaded->config.monitors[0], "p")->value, "top secret");
  EXPECT_TRUE(loaded->warnings.empty());
}

TEST(config, secret_file_that_everybody_reads_is_a_warning) {
  const temp_folder folder;
  folder.file("pw", "x", fs::perms::owner_read | fs::perms::others_read);
  const auto main =
      folder.file("w.toml", "[monitors.m]\ntype = \"t\"\np = { file = \"pw\" }\n", fs::perms::owner_read);
  const auto loaded = load_config(main);
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1u);
  EXPECT_NE(to_text(loaded->warnings[0]).find("chmod o= "), std::string::npos);
}

TEST(config, knows_whether_everybody_can_read_it) {
  const temp_folder folder;
  EXPECT_FALSE(load_config(folder.file("a.toml", "", fs::perms::owner_read))->config.open_to_all);
  EXPECT_TRUE(load_config(folder.file("b.toml", "", fs::perms::owner_read | fs::perms::others_read))
                  ->config.open_to_all);
}

TEST(config, a_group_may_be_called_file) {
  const auto c = good("[monitors.m]\ntype = \"t\"\n[monitors.m.log]\nfile = \"x\"\n");
  EXPECT_EQ(find(c.monitors[0], "log.file")->value, "x") << "only an inline table is a secret";
}

TEST(config, defaults_for_a_type_that_no_monitor_has_are_a_warning) {
  const auto loaded = parse_config("[defaults.emial]\na = 1\n", "w.toml");
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1u);
  EXPECT_NE(to_text(loaded->warnings[0]).find("defaults.emial: no monitor has this type"), std::string::npos);
}

TEST(config, that_does_nothing_is_a_warning) {
  const temp_folder folder;
  std::ofstream(folder.path / "empty.toml") << "";
  const auto loaded = load_config((folder.path / "empty.toml").string());
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_NE(loaded->warnings[0].text.find("[monitors.NAME]"), std::string::npos) << loaded->warnings[0].text;
}

TEST(config, state_in_a_folder_that_is_not_there_is_a_warning) {
  const temp_folder folder;
  std::ofstream(folder.path / "w.toml") << "state = \"none/w.db\"\n[devices.a]\naddress = \"192.0.2.1\"\n";
  const auto loaded = load_config((folder.path / "w.toml").string());
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_EQ(loaded->warnings[0].key, "state");
}
