#include "fake_host.hpp"
#include "process_facts.hpp"

#include <watchpost/cpp/host/library.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <malloc.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using testing::AllOf;
using testing::HasSubstr;

std::string fixture(const char* name) { return std::string(FIXTURES) + "/" + name; }

class Library : public testing::Test {
 protected:
  static host::error refused(const std::string& path) {
    auto loaded = host::library::load(path);
    EXPECT_FALSE(loaded) << path;
    return loaded ? host::error{} : loaded.error();
  }
  /// A private copy to spoil.
  std::string copy_of(const char* name) {
    const std::string path = folder_ + "/" + name;
    std::filesystem::copy_file(fixture(name), path, std::filesystem::copy_options::overwrite_existing);
    chmod(path.c_str(), 0755);
    return path;
  }
  void SetUp() override {
    std::string pattern = testing::TempDir() + "library.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(Library, paths) {
  EXPECT_THAT(refused("plugin.so").text, HasSubstr("plugin.so: is not an absolute path"));
  EXPECT_THAT(refused("").text, HasSubstr("is not an absolute path"));
  const host::error absent = refused(folder_ + "/none.so");
  EXPECT_EQ(absent.status, WP_E_NOT_FOUND);
  EXPECT_EQ(absent.domain, "load");
  EXPECT_EQ(absent.text, folder_ + "/none.so: there is no such file");
  EXPECT_THAT(refused(folder_).text, HasSubstr("is not a file"));
}

TEST_F(Library, a_file_that_others_may_write_is_refused) {
  const std::string path = copy_of("fixture_io.so");
  chmod(path.c_str(), 0775);
  EXPECT_THAT(refused(path).text, HasSubstr("others than its owner may write to it"));
  chmod(path.c_str(), 0757);
  EXPECT_THAT(refused(path).text, HasSubstr("run chmod go-w on it"));
  chmod(path.c_str(), 0755);
  auto loaded = host::library::load(path);
  ASSERT_TRUE(loaded);
  loaded->unload();
}

TEST_F(Library, a_file_that_others_may_replace_is_refused) {
  const std::string path = copy_of("fixture_io.so");
  for (const mode_t mode : {0775u, 0757u}) {
    chmod(folder_.c_str(), mode);
    EXPECT_THAT(refused(path).text, HasSubstr("lies in a folder that others may write to"));
  }
  chmod(folder_.c_str(), 01777);  // as /tmp
  auto loaded = host::library::load(path);
  ASSERT_TRUE(loaded);
  loaded->unload();
}

TEST_F(Library, a_link_to_a_file_that_others_may_replace_is_refused) {
  const std::string open = folder_ + "/open";
  std::filesystem::create_directory(open);
  std::filesystem::rename(copy_of("fixture_io.so"), open + "/fixture_io.so");
  chmod(open.c_str(), 0777);
  const std::string link = folder_ + "/link.so";
  std::filesystem::create_symlink(open + "/fixture_io.so", link);
  EXPECT_THAT(refused(link).text, HasSubstr("run chmod go-w on " + open));
}

TEST_F(Library, a_file_of_another_user_is_refused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  constexpr uid_t nobody = 65534;
  const std::string path = copy_of("fixture_io.so");
  ASSERT_EQ(chown(path.c_str(), nobody, nobody), 0);
  EXPECT_THAT(refused(path).text, HasSubstr("belongs to another user (65534), so it is not trusted"));
  ASSERT_EQ(chown(path.c_str(), 0, 0), 0);
  ASSERT_EQ(chown(folder_.c_str(), nobody, nobody), 0);
  EXPECT_THAT(refused(path).text, HasSubstr("lies in a folder of another user (65534)"));
}

TEST_F(Library, not_a_library) {
  const std::string path = folder_ + "/text.so";
  std::ofstream(path) << "#!/bin/sh\n";
  chmod(path.c_str(), 0755);
  EXPECT_THAT(refused(path).text, HasSubstr("is not a shared library (no ELF header)"));
  std::ofstream(path, std::ios::trunc) << "";
  EXPECT_THAT(refused(path).text, HasSubstr("no ELF header"));
}

TEST_F(Library, wrong_architecture) {
  const std::string path = copy_of("fixture_io.so");
  const auto patch = [&](std::streamoff at, char byte) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file.put(byte);
  };
  const host::elf_header own = [] {
    std::ifstream exe("/proc/self/exe", std::ios::binary);
    std::string head(host::elf_header_bytes, '\0');
    exe.read(head.data(), static_cast<std::streamsize>(head.size()));
    return host::read_elf_header(head);
  }();
  ASSERT_TRUE(own.valid);
  const char foreign = own.machine == 183 ? 62 : static_cast<char>(183);
  patch(18, foreign);
  EXPECT_THAT(refused(path).text,
              AllOf(HasSubstr("is built for " + std::string(own.machine == 183 ? "x86_64" : "aarch64")),
                    HasSubstr("this program for " + host::machine_name(own))));
  patch(18, static_cast<char>(own.machine));
  patch(16, 1);  // an object file
  EXPECT_THAT(refused(path).text, HasSubstr("but no shared library"));
}

TEST_F(Library, elf_headers) {
  EXPECT_FALSE(host::read_elf_header("").valid);
  EXPECT_FALSE(host::read_elf_header("\177ELF").valid);
  std::string bytes(52, '\0');
  bytes.replace(0, 4, "\177ELF");
  EXPECT_FALSE(host::read_elf_header(bytes).valid);
  bytes[4] = 1;
  bytes[5] = 2;  // 32 bit, big endian
  bytes[17] = 3;
  bytes[19] = 8;
  const auto mips = host::read_elf_header(bytes);
  EXPECT_TRUE(mips.valid && mips.shared && !mips.little_endian);
  EXPECT_EQ(mips.bits, 32);
  EXPECT_EQ(host::machine_name(mips), "mips");
  bytes[19] = 99;
  EXPECT_EQ(host::machine_name(host::read_elf_header(bytes)), "machine 99 (32 bit)");
}

TEST_F(Library, truncated_library_is_an_error) {
  const std::string path = copy_of("fixture_io.so");
  std::filesystem::resize_file(path, 4096);
  EXPECT_THAT(refused(path).text, HasSubstr("is cut off; copy it again"));
  std::filesystem::resize_file(path, 60);
  EXPECT_THAT(refused(path).text, HasSubstr("cannot be loaded: "));
}

TEST_F(Library, missing_dependency_is_named) {
  EXPECT_THAT(
      refused(fixture("fixture_needs_absent.so")).text,
      AllOf(HasSubstr("needs libfixture_absent.so, which cannot be loaded"), HasSubstr("install it")));
}

TEST_F(Library, undefined_symbol_is_named) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the runtime binds late";
#endif
  EXPECT_THAT(refused(fixture("fixture_undefined_symbol.so")).text,
              AllOf(HasSubstr("cannot be loaded: "), HasSubstr("nobody_defines_this")));
}

TEST_F(Library, no_entry_and_other_version) {
  EXPECT_THAT(refused(fixture("fixture_no_entry.so")).text, HasSubstr("does not export wp_plugin_v1"));
  EXPECT_FALSE(test::is_mapped("fixture_no_entry.so"));
  EXPECT_THAT(refused(fixture("fixture_other_version.so")).text,
              HasSubstr("was built for version 0.42 of the plugin ABI, this host for 0.1"));
}

/// One whole life through the file.
void live(const std::string& path, const wp_host* host, bool cancel) {
  auto loaded = host::library::load(path);
  ASSERT_TRUE(loaded) << loaded.error().text;
  {
    auto module = *host::module::open(loaded->table(), host);
    std::vector<std::unique_ptr<host::instance>> instances;
    for (int i = 0; i < 2; ++i) {
      instances.push_back(*module->create(host, "waiter"));
      ASSERT_TRUE(instances.back()->configure({{"wait", cancel ? "1h" : "1ms"}}).accepted());
      ASSERT_FALSE(instances.back()->activate());
    }
    const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, 0, 0, 0};
    std::vector<std::promise<wp_status>> answers(4);
    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_TRUE(
          instances[i]->start(run, [&answers, i](host::answer a) { answers[i].set_value(a.status); }));
    }
    if (!cancel) {
      for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(answers[i].get_future().get(), WP_OK);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_TRUE(
          instances[i]->deactivate([&answers, i](host::answer a) { answers[2 + i].set_value(a.status); }));
    }
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(answers[2 + i].get_future().get(), WP_OK);
      if (cancel) {
        EXPECT_EQ(answers[i].get_future().get(), WP_E_CANCELLED);
      }
    }
  }
  loaded->unload();
}

TEST_F(Library, loads_runs_and_unloads_two_hundred_times_without_growth) {
  test::fake_host fake;
  const std::string path = fixture("fixture_io.so");
  for (int i = 0; i < 20; ++i)
    live(path, fake.abi(), i % 2 == 0);  // first uses of the machine's own libraries
  const auto threads = test::thread_count();
  const auto descriptors = test::descriptor_count();
  [[maybe_unused]] const auto heap = mallinfo2().uordblks;
  for (int i = 0; i < 200; ++i) live(path, fake.abi(), i % 2 == 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_FALSE(test::is_mapped("fixture_io.so"));
  EXPECT_LT(mallinfo2().uordblks, heap + 32 * 1024);
#endif
  EXPECT_EQ(test::thread_count(), threads);
  EXPECT_EQ(test::descriptor_count(), descriptors);
}

}  // namespace
