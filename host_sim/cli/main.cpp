// The process around host_sim: arguments, terminal, nothing else.
#include "cli/command.h"
#include "cli/last_words.h"
#include "cli/settings_args.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace {

// A poll under way is an open file. The usual limit of 1,024 is for programs that use select().
void allow_as_many_files_as_possible() {
#if !defined(_WIN32)
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  using namespace watchpost::cli;
  std::vector<std::string> args(argv + 1, argv + argc);
  const bool checks = !args.empty() && args.front() == "check";
  if (checks) wipe_values(argc, argv);
  const last_words named("host_sim", checks);
  allow_as_many_files_as_possible();
  std::ios::sync_with_stdio(false);
  console io{std::cout, std::cerr, false, false, &std::cin};
#if !defined(_WIN32)
  io.live = ::isatty(STDOUT_FILENO) != 0;
  io.typed = ::isatty(STDIN_FILENO) != 0;
#endif
  const char* no_colour = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): no other thread yet
  const char* terminal = std::getenv("TERM");       // NOLINT(concurrency-mt-unsafe): no other thread yet
  if (terminal == nullptr || std::string_view(terminal) == "dumb") io.live = false;
  io.colour = io.live && (no_colour == nullptr || *no_colour == '\0');
  const int code = dispatch(std::move(args), io);
  std::cout.flush();
  return code;
}
