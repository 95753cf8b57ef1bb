// host_sim audit: what people and scripts see of the log.
#include "engine/audit.h"

#include "cli_world.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <chrono>

namespace watchpost::test {
namespace {

namespace json = boost::json;

class audit_command : public cli_world {
 protected:
  audit_command() {
    auto state = engine::open_store(database);
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    auto& log = (*state)->audit();
    log.append(
        {now - 7'200'000, "mail", "command.accepted", {{"from", "a@example.com"}, {"line", "set pump1 on"}}},
        nullptr);
    log.append({now, "mail", "command.refused", {{"why", "stranger"}}}, nullptr);
    log.append({now, "other", "started", {}}, nullptr);
  }

  std::vector<json::object> lines() const {
    std::vector<json::object> all;
    std::istringstream text(out);
    for (std::string line; std::getline(text, line);) all.push_back(json::parse(line).as_object());
    return all;
  }

  std::string database = path("state.db");
};

TEST_F(audit_command, show_prints_a_line_per_record) {
  EXPECT_EQ(run({"audit", "show", "--state", database}), 0) << err;
  EXPECT_TRUE(contains(out, "  mail  command.accepted  from=a@example.com  line='set pump1 on'\n")) << out;
  EXPECT_LT(out.find("1  "), out.find("2  "));
  EXPECT_EQ(run({"audit", "show", "--state", database, "-n", "1"}), 0);
  EXPECT_TRUE(out.starts_with("3  ")) << out;
}

TEST_F(audit_command, show_selects) {
  const auto count = [&](std::vector<std::string> how) {
    how.insert(how.begin(), {"audit", "show", "--json", "--state", database});
    EXPECT_EQ(run(how), 0) << err;
    return lines().size();
  };
  EXPECT_EQ(count({}), 3u);
  EXPECT_EQ(count({"--instance", "mail"}), 2u);
  EXPECT_EQ(count({"--event", "command"}), 2u);
  EXPECT_EQ(count({"--since", "1h"}), 2u);
}

TEST_F(audit_command, export_can_be_verified_by_anybody) {
  EXPECT_EQ(run({"audit", "export", "--state", database}), 0) << err;
  auto before = engine::audit_origin;
  std::int64_t sequence = 0;
  for (const auto& o : lines()) {
    engine::audit_entry e{o.at("wall_ms").as_int64(),
                          std::string(o.at("instance").as_string()),
                          std::string(o.at("event").as_string()),
                          {}};
    for (const auto& f : o.at("facts").as_array())
      e.facts.push_back({std::string(f.as_array()[0].as_string()), std::string(f.as_array()[1].as_string())});
    before = engine::audit_hash(before, ++sequence, e);
    EXPECT_EQ(o.at("hash").as_string(), before);
  }
  EXPECT_EQ(sequence, 3);
}

TEST_F(audit_command, verify_names_the_head_and_takes_it_back) {
  EXPECT_EQ(run({"audit", "verify", "--state", database}), 0) << err;
  EXPECT_TRUE(out.starts_with("all 3 records are as they were written\nhead 3:")) << out;
  const auto head = out.substr(out.find("3:"), 2 + 64);
  EXPECT_EQ(run({"audit", "verify", "--state", database, "--head", head}), 0) << out;
  const auto other = "3:" + std::string(64, 'a');
  EXPECT_EQ(run({"audit", "verify", "--state", database, "--head", other}), 1);
  EXPECT_EQ(out, "record 3 is another one than the noted one\n");
  EXPECT_EQ(run({"audit", "verify", "--json", "--state", database, "--head", "9:" + std::string(64, 'a')}),
            1);
  EXPECT_EQ(lines().at(0).at("sound"), false);
}

TEST_F(audit_command, the_settings_file_names_the_database) {
  const auto config = file("w.toml", "state = \"state.db\"\n");
  EXPECT_EQ(run({"audit", "verify", config}), 0) << err;
}

TEST_F(audit_command, wrong_command_lines) {
  EXPECT_EQ(run({"audit"}), 2);
  EXPECT_EQ(run({"audit", "erase", "--state", database}), 2);
  EXPECT_TRUE(contains(err, "choose show, verify or export")) << err;
  EXPECT_EQ(run({"audit", "show"}), 2);
  EXPECT_EQ(run({"audit", "show", "--state", database, "--head", "3:" + std::string(64, 'a')}), 2);
  for (const auto* head : {"", "3", "3:", "x:y", "0:", "3:ABC"}) {
    EXPECT_EQ(run({"audit", "verify", "--state", database, "--head", head}), 2) << head;
  }
  EXPECT_EQ(run({"audit", "show", "--state", path("none.db")}), 1);
  EXPECT_TRUE(contains(err, "there is no database")) << err;
}

}  // namespace
}  // namespace watchpost::test
