#include "mail/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace watchpost::mail {
namespace {

namespace fs = std::filesystem;

class File : public ::testing::Test {
 protected:
  ~File() override { fs::remove(path_); }
  void write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }
  // What is wrong with it; empty: nothing.
  std::string fault(const std::string& path, std::size_t most = 4096) {
    std::string why;
    const auto text = read_file(path, most, why);
    EXPECT_EQ(text.has_value(), why.empty());
    return why;
  }
  std::string path_ = ::testing::TempDir() + "file-" + std::to_string(::getpid());
};

TEST_F(File, IsReadWholeUpToItsBound) {
  std::string why;
  write(std::string("a\0b\n", 4));
  EXPECT_EQ(read_file(path_, 4096, why), std::string("a\0b\n", 4));
  write("");
  EXPECT_EQ(read_file(path_, 4096, why), "");
  write(std::string(4096, 'x'));
  EXPECT_EQ(read_file(path_, 4096, why), std::string(4096, 'x'));
  write(std::string(4097, 'x'));
  EXPECT_EQ(fault(path_), "is larger than 4 KiB");
}

TEST_F(File, IsARegularOneThatIsThere) {
  EXPECT_EQ(fault(path_), "does not exist");
  EXPECT_EQ(fault(path_ + "/in-it"), "does not exist");
  EXPECT_EQ(fault(::testing::TempDir()), "is not a regular file");
  EXPECT_EQ(fault("/dev/zero"), "is not a regular file");
}

TEST_F(File, ThatIsAPipeIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(fault(path_), "is not a regular file");
}

// The kernel tells no size of these.
TEST_F(File, ThatGrowsPastWhatItWasIsCutOffNowhere) {
  std::string why;
  const auto text = read_file("/proc/self/cmdline", 4096, why);
  EXPECT_TRUE(text.has_value()) << why;
}

TEST_F(File, WithASecretShouldBePrivate) {
  write("a");
  fs::permissions(path_, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_FALSE(is_open_to_all(path_));
  fs::permissions(path_, fs::perms::others_read, fs::perm_options::add);
  EXPECT_TRUE(is_open_to_all(path_));
  EXPECT_FALSE(is_open_to_all("/nonexistent"));
}

}  // namespace
}  // namespace watchpost::mail
