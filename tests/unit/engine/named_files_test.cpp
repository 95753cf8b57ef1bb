#include "engine/named_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace watchpost;
using namespace watchpost::engine;
namespace fs = std::filesystem;

class named_files : public testing::Test {
 protected:
  ~named_files() override { fs::remove(path_); }
  void write(fs::perms mode) {
    std::ofstream(path_) << "x";
    fs::permissions(path_, mode);
  }
  /// What is said of a file, without its path.
  std::string told(bool secret = false) const {
    problems found;
    problem where;
    where.file = "w.toml";
    where.at = {3, 1};
    where.key = "monitors.a.tls.ca_file";
    check_files({{where, path_, secret}}, found);
    if (found.empty()) return {};
    EXPECT_EQ(found[0].at.line, 3u);
    EXPECT_EQ(found[0].key, "monitors.a.tls.ca_file");
    EXPECT_FALSE(found[0].is_error());
    std::string text = found[0].text;
    for (auto at = text.find(path_); at != std::string::npos; at = text.find(path_))
      text.replace(at, path_.size(), "F");
    return text;
  }
  std::string path_ = testing::TempDir() + "named-" + std::to_string(::getpid());
};

TEST_F(named_files, that_can_be_read_say_nothing) {
  write(fs::perms::owner_read | fs::perms::others_read);
  EXPECT_EQ(told(), "");
}

TEST_F(named_files, that_are_none_are_told) {
  EXPECT_NE(told().find("names no file that is there: "), std::string::npos);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_NE(told().find("names no regular file: "), std::string::npos);
}

TEST_F(named_files, with_secrets_are_nobody_elses_business) {
  write(fs::perms::owner_read);
  EXPECT_EQ(told(true), "");
  write(fs::perms::owner_read | fs::perms::others_read);
  EXPECT_NE(told(true).find("; run: chmod o= F"), std::string::npos) << told(true);
}

}  // namespace
