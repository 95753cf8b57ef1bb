// Runs the templates of a heartbeat through the loader.
#include "fake_host.hpp"
#include "template_folder.hpp"

#include <watchpost/cpp/check_params.hpp>
#include <watchpost/cpp/host/library.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace {

using namespace watchpost;

class Template : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto loaded = host::library::load(test::template_folder() + "/" + GetParam() + "/heartbeat.so");
    ASSERT_TRUE(loaded) << loaded.error().text;
    library_ = std::make_unique<host::library>(*std::move(loaded));
    module_ = *host::module::open(library_->table(), host_.abi());
    instance_ = *module_->create(host_.abi(), "heartbeat");
  }
  void TearDown() override {
    instance_.reset();
    module_.reset();
    if (library_) library_->unload();
  }
  host::answer poll() {
    host::answer got;
    const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, 0, 0, 0};
    EXPECT_TRUE(instance_->start(run, [&](host::answer a) { got = std::move(a); }));
    return got;
  }
  test::fake_host host_;
  std::unique_ptr<host::library> library_;
  std::unique_ptr<host::module> module_;
  std::unique_ptr<host::instance> instance_;
};

TEST_P(Template, describes_itself) {
  EXPECT_THAT(plugin::check_params(*library_->table()->types[0]), testing::IsEmpty());
  EXPECT_EQ(module_->create(host_.abi(), "heartbea").error().status, WP_E_UNSUPPORTED);
}

TEST_P(Template, refuses_wrong_settings) {
  EXPECT_EQ(instance_->configure({}).status, WP_E_SETTINGS);
  const auto unknown = instance_->configure({{"path", "/x"}, {"pat", "/x"}});
  EXPECT_EQ(unknown.status, WP_E_SETTINGS);
  ASSERT_EQ(unknown.remarks.size(), 1u);
  EXPECT_EQ(unknown.remarks[0].key, "pat");
  EXPECT_EQ(instance_->configure({{"path", "/x"}, {"max_age", "soon"}}).status, WP_E_SETTINGS);
  EXPECT_EQ(instance_->activate()->status, WP_E_LIFECYCLE);
}

TEST_P(Template, watches_a_file) {
  const std::string path = testing::TempDir() + "heartbeat." + GetParam() + std::to_string(getpid());
  std::ofstream(path) << "x";
  struct stat file {};
  ASSERT_EQ(stat(path.c_str(), &file), 0);
  host_.wall = (file.st_mtime + 100) * 1000;
  ASSERT_TRUE(instance_->configure({{"path", path}}).accepted());
  ASSERT_FALSE(instance_->activate());
  EXPECT_EQ(instance_->configure({{"path", path}}).status, WP_E_LIFECYCLE);
  EXPECT_EQ(poll().result->state, host::state::ok);
  host_.wall += 1'000'000;
  EXPECT_EQ(poll().result->verdict, "stale");
  std::filesystem::remove(path);
  EXPECT_EQ(poll().result->state, host::state::critical);
  instance_->cancel(1);
  bool quiet = false;
  ASSERT_TRUE(instance_->deactivate([&](host::answer a) { quiet = a.status == WP_OK; }));
  EXPECT_TRUE(quiet);
}

INSTANTIATE_TEST_SUITE_P(, Template, testing::Values("c", "cpp"),
                         [](const auto& p) { return std::string(p.param); });

}  // namespace
