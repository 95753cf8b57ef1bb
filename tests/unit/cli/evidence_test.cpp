// host_sim evidence, from a result that was kept to files in a folder.
#include "cli_world.h"

#include <boost/json.hpp>

namespace watchpost::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class evidence : public cli_world {
 protected:
  // One check that ends like that, kept in the database.
  void check(const std::string& act, const std::string& instance = "flow") {
    run({"check", "--state", db, "--instance", instance, "acting", "net.target=mx", "act=" + act,
         "net.password=canary-word"});
  }
  std::string content(const std::string& name) const {
    std::ifstream in(folder / "out" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string db = path("state.db");
};

TEST_F(evidence, is_shown_without_secrets_and_control_characters) {
  check("critical");
  EXPECT_EQ(run({"evidence", "flow", "--state", db}), 0) << err;
  EXPECT_TRUE(contains(out, " flow CRITICAL acted: acted on mx [evidence]\n")) << out;
  EXPECT_TRUE(contains(out, "\n==> story.txt\nact one\nsaid *** [31m aside\n")) << out;
  EXPECT_TRUE(contains(out, "\n==> ticket.bin\n(2 bytes of application/octet-stream; --save writes them)\n"))
      << out;
}

TEST_F(evidence, is_marked_in_the_history) {
  check("warning");
  check("ok");
  EXPECT_EQ(run({"history", "flow", "--state", db}), 0);
  EXPECT_TRUE(contains(out, "WARNING acted: acted on mx [evidence] | ")) << out;
  EXPECT_TRUE(contains(out, "OK acted: acted on mx | ")) << out;
  EXPECT_EQ(run({"history", "flow", "--state", db, "--json"}), 0);
  EXPECT_EQ(json::parse(out.substr(0, out.find('\n'))).at("evidence"), true);
}

TEST_F(evidence, is_the_latest_or_the_latest_by_a_time) {
  check("warning");
  check("critical");
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--list"}), 0) << err;
  EXPECT_TRUE(contains(out, "WARNING acted")) << out;
  EXPECT_TRUE(contains(out, "  (2 documents, ")) << out;
  EXPECT_LT(out.find("WARNING"), out.find("CRITICAL")) << "the oldest first";
  const auto time = out.substr(0, std::string_view("2024-05-01 14:00:00").size());
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--at", time}), 0) << err;
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--at", "2020-01-01T00:00:00Z"}), 1);
  EXPECT_TRUE(contains(err, "there is no evidence of 'flow'")) << err;
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--at", "yesterday"}), 2);
  EXPECT_TRUE(contains(err, "--at = 'yesterday': not a time")) << err;
}

TEST_F(evidence, is_written_to_a_new_folder) {
  check("critical");
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--save", path("out")}), 0) << err;
  EXPECT_TRUE(contains(out, "3 files written to ")) << out;
  EXPECT_EQ(content("story.txt"), "act one\nsaid ***\x1b[31m aside\n");
  EXPECT_EQ(content("ticket.bin"), std::string("\0\1", 2));
  EXPECT_EQ(json::parse(content("verdict.json")).at("state"), "CRITICAL");
  EXPECT_EQ(fs::status(folder / "out").permissions() & (fs::perms::group_all | fs::perms::others_all),
            fs::perms::none);
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--save", path("out")}), 1);
  EXPECT_TRUE(contains(err, "is there already and not empty; name a new folder")) << err;
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--save", path("state.db") + "/x"}), 1);
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--save", path("state.db")}), 1);
}

TEST_F(evidence, is_json_too) {
  check("critical");
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--json"}), 0) << err;
  const auto all = json::parse(out);
  EXPECT_EQ(all.at("verdict"), "acted");
  EXPECT_EQ(all.at("documents").at(0).at("name"), "story.txt");
  EXPECT_EQ(all.at("documents").at(0).at("text"), "act one\nsaid ***\x1b[31m aside\n");
  EXPECT_EQ(all.at("documents").at(1).at("size"), 2);
}

TEST_F(evidence, takes_the_database_from_a_settings_file) {
  check("critical");
  const auto config = file("w.toml", "state = \"state.db\"\n");
  EXPECT_EQ(run({"evidence", config, "flow"}), 0) << err;
  EXPECT_EQ(run({"evidence", "flow", "--config", config}), 0) << err;
  EXPECT_EQ(run({"evidence", file("none.toml", ""), "flow"}), 1);
  EXPECT_TRUE(contains(err, "keeps no state")) << err;
}

TEST_F(evidence, says_why_there_is_none) {
  check("ok");
  EXPECT_EQ(run({"evidence", "flow", "--state", db}), 1);
  EXPECT_TRUE(contains(err, "there is no evidence of 'flow'; its latest result is OK of 20")) << err;
  EXPECT_EQ(run({"evidence", "flw", "--state", db}), 1);
  EXPECT_TRUE(contains(err, "of 'flw', nor any result, did you mean 'flow'?; there are results of: flow"))
      << err;
  EXPECT_EQ(run({"evidence", "flow", "--state", path("none.db")}), 1);
  EXPECT_TRUE(contains(err, "there is no database")) << err;
  EXPECT_EQ(run({"evidence", "flow"}), 2);
  EXPECT_TRUE(contains(err, "--state FILE")) << err;
  EXPECT_EQ(run({"evidence", "--state", db}), 2);
  EXPECT_EQ(run({"evidence", "flow", "--state", db, "--list", "--save", "x"}), 2);
}

}  // namespace
}  // namespace watchpost::test
