#include "engine/catalogue.h"

#include "acting_plugin.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace watchpost::engine;
namespace fs = std::filesystem;

namespace {

class catalogue_test : public ::testing::Test {
 protected:
  null_logger log;
  catalogue plugins{log};
};

TEST_F(catalogue_test, finds_plugins_in_a_folder) {
  plugins.add_path(ACTING_PLUGIN_FOLDER);
  const auto* type = plugins.find("acting");
  ASSERT_NE(type, nullptr);
  EXPECT_STREQ(type->type->version, "1.2.3");
  EXPECT_TRUE(type->from->path().ends_with("acting_plugin.so"));
  EXPECT_TRUE(plugins.remarks().empty());
}

TEST_F(catalogue_test, same_path_twice_is_one_plugin) {
  plugins.add_path(ACTING_PLUGIN_FOLDER);
  plugins.add_path(ACTING_PLUGIN_FOLDER);
  plugins.add_path(std::string(ACTING_PLUGIN_FOLDER) + "/acting_plugin.so");
  EXPECT_EQ(plugins.plugins().size(), 1u);
}

TEST_F(catalogue_test, second_plugin_with_a_known_type_is_remarked) {
  plugins.add_module(watchpost::test::acting_module, "inside");
  plugins.add_path(ACTING_PLUGIN_FOLDER);
  ASSERT_EQ(plugins.remarks().size(), 1u);
  EXPECT_NE(plugins.remarks()[0].text.find("offers 'acting', which inside offers already"),
            std::string::npos);
}

TEST_F(catalogue_test, named_file_that_is_no_plugin_is_an_error) {
  const auto file = fs::temp_directory_path() / ("wp-not-a-plugin-" + std::to_string(::getpid()) + ".so");
  std::ofstream(file) << "text";
  fs::permissions(file, fs::perms::owner_read);
  plugins.add_path(file.string());
  fs::remove(file);
  ASSERT_EQ(plugins.remarks().size(), 1u);
  EXPECT_TRUE(plugins.remarks()[0].is_error());
  EXPECT_NE(plugins.remarks()[0].text.find(file.string()), std::string::npos) << plugins.remarks()[0].text;
}

TEST_F(catalogue_test, unknown_type_tells_first_why_a_named_file_was_refused) {
  plugins.add_path("/there/is/no/plugin.so");
  const auto text = plugins.unknown_type("acting");
  EXPECT_LT(text.find("/there/is/no/plugin.so: there is no such file"),
            text.find("no plugin offers the type"))
      << text;
}

TEST_F(catalogue_test, unknown_type_names_near_ones_and_the_folders) {
  plugins.add_path(ACTING_PLUGIN_FOLDER);
  const auto text = plugins.unknown_type("actng");
  EXPECT_NE(text.find("did you mean 'acting'?"), std::string::npos);
  EXPECT_NE(text.find(ACTING_PLUGIN_FOLDER), std::string::npos);
}

TEST_F(catalogue_test, folder_that_is_not_there_is_no_fault) {
  plugins.add_path("/nowhere/at/all");
  EXPECT_TRUE(plugins.remarks().empty());
}

}  // namespace
