#include "stillness.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace watchpost::python {
namespace {

namespace fs = std::filesystem;

// The rest of the line of /proc/<pid>/status that begins so.
std::string field(const std::string& status, const char* name) {
  const auto at = status.find(name);
  if (at == status.npos) return {};
  const auto begin = status.find_first_not_of(" \t:", at + std::char_traits<char>::length(name));
  return begin == status.npos ? std::string() : status.substr(begin, status.find('\n', begin) - begin);
}

}  // namespace

bool stillness::look() {
  const std::string self = std::to_string(::syscall(SYS_gettid));
  std::vector<thread> now;
  all_slept_ = true;
  std::error_code none;
  for (const auto& each : fs::directory_iterator("/proc/self/task", none)) {
    std::string id = each.path().filename();
    if (id == self) continue;
    std::ifstream file(each.path() / "status");
    const std::string status{std::istreambuf_iterator<char>(file), {}};
    all_slept_ = all_slept_ && field(status, "\nState").starts_with('S');
    now.emplace_back(std::move(id), field(status, "\nvoluntary_ctxt_switches") +
                                        field(status, "nonvoluntary_ctxt_switches"));
  }
  const bool same = now == seen_;
  seen_ = std::move(now);
  return same && all_slept_;
}

}  // namespace watchpost::python
