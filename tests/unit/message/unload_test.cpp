// GObject keeps GMime's types for ever: a library that uses GMime must be able to come and go all the same.
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

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

struct reader_library {
  explicit reader_library(const char* path) : handle(::dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (!handle) return;
    reads = reinterpret_cast<int (*)(const char*, unsigned long)>(::dlsym(handle, "reads_report"));
    lock = reinterpret_cast<const void* (*)()>(::dlsym(handle, "start_lock"));
  }
  bool is_loaded() const { return handle && reads && lock; }

  void* handle;
  int (*reads)(const char*, unsigned long) = nullptr;
  const void* (*lock)() = nullptr;
};

// In a process of its own: 0, or which step failed.
int two_start_at_once(const std::string& message) {
  const reader_library one(REPORT_READER), two(SECOND_READER);
  if (!one.is_loaded() || !two.is_loaded() || one.reads == two.reads) return 1;
  if (one.lock() != two.lock() || one.lock() != one.lock()) return 2;
  int first = 0, second = 0;
  std::thread other([&] { second = two.reads(message.data(), message.size()); });
  first = one.reads(message.data(), message.size());
  other.join();
  if (first != 1 || second != 1) return 3;
  const void* const lock = two.lock();
  ::dlclose(one.handle);
  ::dlclose(two.handle);
  return reader_library(REPORT_READER).lock() == lock ? 0 : 4;  // it outlives who made it
}

TEST(GMime, IsStartedOnceByTwoLibrariesAtATime) {
  std::ifstream in(CORPUS "/delivery_report/postfix_failed", std::ios::binary);
  const std::string message{std::istreambuf_iterator<char>(in), {}};
  for (int i = 0; i < 100; ++i) {
    const auto child = ::fork();
    if (child == 0) ::_exit(two_start_at_once(message));
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
    ASSERT_EQ(WEXITSTATUS(status), 0);
  }
}

}  // namespace
