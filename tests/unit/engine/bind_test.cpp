// From a settings file to instances, and the plugin's remarks back to their places.
#include "world.h"

namespace watchpost::test {
namespace {

class bind_test : public world {
 protected:
  std::string remarks(std::string_view toml) { return texts(host->validate(config_of(toml)).found); }
  std::string value(const engine::bound& b, std::size_t instance, std::string_view key) {
    for (const auto& s : b.instances.at(instance).settings) {
      if (s.key == key) return s.value;
    }
    return "(none)";
  }
};

constexpr std::string_view two_devices = R"(
[devices.a]
address = "192.0.2.1"
display_name = "Host A"
[devices.b]
address = "192.0.2.2"
[monitors.m]
type = "acting"
devices = ["a", "b"]
word = "at %Device.DisplayName by %Monitor.Name"
)";

TEST_F(bind_test, one_instance_per_monitor_and_device) {
  const auto b = engine::bind(config_of(two_devices), plugins);
  ASSERT_EQ(b.instances.size(), 2u);
  EXPECT_EQ(b.instances[0].name, "m@a");
  EXPECT_EQ(b.instances[1].name, "m@b");
  EXPECT_EQ(value(b, 0, "word"), "at Host A by m");
  EXPECT_EQ(value(b, 1, "word"), "at b by m");
}

TEST_F(bind_test, default_with_a_macro_is_spelled_out_by_the_host) {
  const auto b = engine::bind(config_of(two_devices), plugins);
  EXPECT_EQ(value(b, 0, "net.target"), "192.0.2.1");
  EXPECT_EQ(value(b, 1, "net.target"), "192.0.2.2");
}

TEST_F(bind_test, default_with_a_macro_needs_a_device) {
  const auto text = remarks("[monitors.m]\ntype = \"acting\"\n");
  EXPECT_NE(text.find("monitors.m.net.target: not given, "
                      "and its default '%Device.Address' cannot be used: %Device.Address has no value here"),
            std::string::npos)
      << text;
  EXPECT_EQ(remarks("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\n"), "");
}

TEST_F(bind_test, unknown_macro_is_an_error_at_its_place) {
  const auto text = remarks(
      "[devices.a]\naddress = \"x\"\n[monitors.m]\ntype = \"acting\"\ndevices = [\"a\"]\n"
      "word = \"%Device.Nam\"\n");
  EXPECT_NE(text.find("test.toml:6:1: error: monitors.m.word = '%Device.Nam': unknown macro '%Device.Nam', "
                      "did you mean '%Device.Name'?"),
            std::string::npos)
      << text;
}

TEST_F(bind_test, macros_stay_where_the_type_does_not_ask_for_them) {
  const auto b = engine::bind(
      config_of("[devices.a]\naddress = \"x\"\n[monitors.m]\ntype = \"acting\"\ndevices = [\"a\"]\n"
                "net.tag = \"100%\"\n"),
      plugins);
  EXPECT_TRUE(b.found.empty());
  EXPECT_EQ(value(b, 0, "net.tag"), "100%");
}

TEST_F(bind_test, unknown_type_suggests_a_near_one) {
  const auto text = remarks("[monitors.m]\ntype = \"actin\"\n");
  EXPECT_NE(text.find("test.toml:2:8: error: monitors.m.type = 'actin': no plugin offers the type 'actin', "
                      "did you mean 'acting'?"),
            std::string::npos)
      << text;
}

TEST_F(bind_test, remark_of_the_plugin_gets_its_place) {
  const auto text = remarks("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\nlevel = 101\n");
  EXPECT_NE(text.find("test.toml:4:1: error: monitors.m.level: got '101'"), std::string::npos) << text;
}

TEST_F(bind_test, remark_about_a_default_points_to_the_default) {
  const auto text = remarks(
      "[defaults.acting]\nnet.target = \"localhost\"\nword = \"forbidden\"\n[monitors.m]\n"
      "type = \"acting\"\n");
  EXPECT_NE(text.find("test.toml:3:1: error: defaults.acting.word: is forbidden"), std::string::npos) << text;
}

TEST_F(bind_test, missing_setting_points_to_the_monitor) {
  const auto text =
      remarks("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\nact = \"warning\"\n");
  EXPECT_NE(text.find("test.toml:1:11: error: monitors.m.net.password: "), std::string::npos) << text;
}

TEST_F(bind_test, same_remark_for_many_devices_is_made_once) {
  const auto text = remarks(std::string(two_devices) + "level = 101\n");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST_F(bind_test, secret_in_a_file_that_everybody_reads_is_a_warning) {
  auto config =
      config_of("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\nnet.password = \"x\"\n");
  config.open_to_all = true;
  const auto out = host->validate(config);
  EXPECT_TRUE(out.done);
  EXPECT_NE(texts(out.found).find("warning: monitors.m.net.password: a secret in a file that everybody"),
            std::string::npos)
      << texts(out.found);
}

TEST_F(bind_test, an_interval_shorter_than_the_type_calls_polite_is_a_warning) {
  wp_type shy = *acting_module->types[0];
  shy.id = "shy";
  shy.polite_interval_ms = 300'000;
  const std::array<const wp_type*, 2> types{&shy, nullptr};
  wp_module offering = *acting_module;
  offering.types = types.data();
  engine::catalogue offered(log);
  offered.add_module(&offering, "shy.so");
  const auto remarks_at = [&](const std::string& interval) {
    const std::string monitor = "[monitors.m]\ntype = \"shy\"\nnet.target = \"x\"\n";
    return texts(engine::bind(config_of(monitor + interval), offered).found);
  };
  EXPECT_EQ(remarks_at("interval = \"299s\"\n"),
            "/etc/wp/test.toml:4:12: warning: monitors.m.interval = '4m59s': polled so often, it may be "
            "taken for an attack; make it 5m or longer\n");
  EXPECT_EQ(remarks_at("interval = \"5m\"\n"), "");
  EXPECT_EQ(remarks_at("interval = 0\n"), "");
  EXPECT_EQ(remarks_at(""), "");
}

TEST_F(bind_test, warnings_do_not_stop) {
  const auto out =
      host->apply(config_of("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\nlevel = 95\n"));
  EXPECT_TRUE(out.done);
  EXPECT_NE(texts(out.found).find("warning: monitors.m.level: is high"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::test
