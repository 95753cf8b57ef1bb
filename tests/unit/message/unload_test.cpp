// GObject keeps GMime's types for ever: a library that uses GMime must be able to come and go all the same.
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <string>

namespace {

bool is_mapped(const std::string& name) {
  std::ifstream maps("/proc/self/maps");
  const std::string all{std::istreambuf_iterator<char>(maps), {}};
  return all.find(name) != std::string::npos;
}

TEST(GMime, StaysMappedAndTheLibraryThatUsesItGoes) {
  ASSERT_FALSE(is_mapped("libgmime")) << "this program must not be linked with it";
  std::ifstream in(CORPUS "/delivery_report/postfix_failed", std::ios::binary);
  const std::string message{std::istreambuf_iterator<char>(in), {}};
  for (int life = 0; life < 200; ++life) {
    void* library = ::dlopen(REPORT_READER, RTLD_NOW | RTLD_LOCAL);
    ASSERT_TRUE(library) << ::dlerror();  // NOLINT(concurrency-mt-unsafe)
    const auto reads =
        reinterpret_cast<int (*)(const char*, unsigned long)>(::dlsym(library, "reads_report"));
    ASSERT_TRUE(reads);
    // Every other life goes without having used it.
    EXPECT_TRUE(life % 2 == 0 || reads(message.data(), message.size()) == 1) << life;
    ASSERT_EQ(::dlclose(library), 0);
    EXPECT_FALSE(is_mapped("report_reader")) << life;
    EXPECT_EQ(is_mapped("libgmime"), life > 0) << life;
  }
}

}  // namespace
