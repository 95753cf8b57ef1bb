#include "held_names.h"

#include <chrono>
#include <condition_variable>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <pthread.h>
#include <string_view>

namespace watchpost::test {
namespace {

struct {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::size_t> asked;
  std::size_t inside = 0;
  std::size_t threads = 0;  // that were inside and have not ended
  bool holding = false;
  int answer = EAI_AGAIN;
} all;

void ended(void*) {
  const std::lock_guard lock(all.mutex);
  --all.threads;
  all.changed.notify_all();
}

// To be told of the end of this thread, after the objects of its libraries are destroyed.
void watch_this_thread() {
  static const pthread_key_t key = [] {
    pthread_key_t made{};
    pthread_key_create(&made, &ended);
    return made;
  }();
  if (pthread_getspecific(key) == nullptr) ++all.threads;
  pthread_setspecific(key, &all);
}

int answer_when_released(const std::string& name) {
  std::unique_lock lock(all.mutex);
  watch_this_thread();
  ++all.asked[name];
  ++all.inside;
  all.changed.notify_all();
  all.changed.wait(lock, [] { return !all.holding; });
  --all.inside;
  all.changed.notify_all();
  return all.answer;
}

void count(const std::string& name) {
  const std::lock_guard lock(all.mutex);
  ++all.asked[name];
}

}  // namespace

held_names::held_names() {
  const std::lock_guard lock(all.mutex);
  all.asked.clear();
  all.holding = true;
  all.answer = EAI_AGAIN;
}

held_names::~held_names() {
  std::unique_lock lock(all.mutex);
  all.holding = false;
  all.changed.notify_all();
  all.changed.wait(lock, [] { return all.threads == 0; });
}

std::size_t held_names::asked(const std::string& name) const {
  const std::lock_guard lock(all.mutex);
  const auto found = all.asked.find(name);
  return found == all.asked.end() ? 0 : found->second;
}

bool held_names::wait_until_held(std::size_t names) const {
  std::unique_lock lock(all.mutex);
  return all.changed.wait_for(lock, std::chrono::minutes(1), [names] { return all.inside >= names; });
}

void held_names::release(int answer) {
  const std::lock_guard lock(all.mutex);
  all.holding = false;
  all.answer = answer;
  all.changed.notify_all();
}

}  // namespace watchpost::test

// Visible to the libraries that the program loads.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* name, const char* service,
                                                                  const addrinfo* hints, addrinfo** found) {
  using watchpost::test::answer_when_released, watchpost::test::count;
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string_view asked = name == nullptr ? "" : name;
  if (asked.starts_with("held-")) return answer_when_released(name);
  if (asked.starts_with("known-")) {
    count(name);
    return real("127.0.0.1", service, hints, found);
  }
  return real(name, service, hints, found);
}
