#include "engine/plugin_code.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#if !defined(_WIN32)
#include <link.h>
#endif

namespace watchpost::engine {
namespace {

struct code_range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  const std::string* path = nullptr;  // for ever, also while the process ends
};

std::array<code_range, 64> known;
std::atomic<std::size_t> known_count{0};  // an entry is whole before it is counted

#if !defined(_WIN32)
struct question {
  std::uintptr_t inside;
  code_range answer;
};

int find_library(dl_phdr_info* library, std::size_t, void* context) {
  auto& asked = *static_cast<question*>(context);
  code_range whole{UINTPTR_MAX, 0};
  for (std::size_t i = 0; i < library->dlpi_phnum; ++i) {
    const auto& segment = library->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD) continue;
    const std::uintptr_t begin = library->dlpi_addr + segment.p_vaddr;
    whole.begin = begin < whole.begin ? begin : whole.begin;
    whole.end = begin + segment.p_memsz > whole.end ? begin + segment.p_memsz : whole.end;
  }
  if (asked.inside < whole.begin || asked.inside >= whole.end) return 0;
  asked.answer = whole;
  return 1;
}
#endif

}  // namespace

void remember_plugin_code(const std::string& path, const void* inside) {
#if !defined(_WIN32)
  if (plugin_with_code(inside) != nullptr) return;
  const auto next = known_count.load(std::memory_order_relaxed);
  question asked{reinterpret_cast<std::uintptr_t>(inside), {}};
  if (next == known.size() || dl_iterate_phdr(&find_library, &asked) == 0) return;
  asked.answer.path = new std::string(path);
  known[next] = asked.answer;
  known_count.store(next + 1, std::memory_order_release);
#else
  (void)path;
  (void)inside;
#endif
}

const char* plugin_with_code(const void* address) noexcept {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const auto count = known_count.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < count; ++i) {
    if (at >= known[i].begin && at < known[i].end) return known[i].path->c_str();
  }
  return nullptr;
}

}  // namespace watchpost::engine
