#include "cli/last_words.h"

#include "cli/check_options.h"
#include "cli/command.h"
#include "engine/plugin_call.h"
#include "engine/plugin_code.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <string_view>

#if !defined(_WIN32)
#include <csignal>
#include <execinfo.h>
#include <unistd.h>
#endif

namespace watchpost::cli {
namespace {

#if !defined(_WIN32)

// Constant from the first line of main() on, but for `at_work`.
const char* own_name = "";
bool answering = false;
std::atomic<bool> at_work{false};

struct fatal_signal {
  int number;
  const char* name;
  struct sigaction before;
};
std::array<fatal_signal, 5> fatal{{{SIGSEGV, "SIGSEGV", {}},
                                   {SIGBUS, "SIGBUS", {}},
                                   {SIGFPE, "SIGFPE", {}},
                                   {SIGILL, "SIGILL", {}},
                                   {SIGABRT, "SIGABRT", {}}}};

/// One line, made without memory of the heap, which may be broken.
class raw_line {
 public:
  raw_line& operator<<(std::string_view part) {
    const auto room = part.substr(0, text_.size() - 1 - size_);
    for (const char c : room) text_[size_++] = c;
    return *this;
  }
  std::string_view text() const { return {text_.data(), size_}; }
  void write_to(int file) {
    text_[size_] = '\n';
    [[maybe_unused]] const auto done = ::write(file, text_.data(), size_ + 1);
  }

 private:
  std::array<char, 512> text_{};
  std::size_t size_ = 0;
};

// The plugin that this thread is in: by the call of the host, else by the code on the stack.
const char* plugin_at_work() {
  if (const auto* call = engine::plugin_call::current()) return call->plugin();
  std::array<void*, 48> frames{};
  const int depth = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  for (int i = 0; i < depth; ++i) {
    if (const char* path = engine::plugin_with_code(frames[static_cast<std::size_t>(i)])) return path;
  }
  return nullptr;
}

void tell(std::string_view plugin, std::string_view deed) {
  raw_line line;
  line << "the plugin " << plugin << " " << deed;
  if (const auto* call = engine::plugin_call::current()) {
    line << " in " << call->function();
    if (*call->instance() != '\0') line << " of '" << call->instance() << "'";
  }
  line << "; what was stored is safe; report it to the maker of the plugin";
  if (answering) (raw_line() << "UNKNOWN - " << line.text()).write_to(STDOUT_FILENO);
  (raw_line() << own_name << ": " << line.text()).write_to(STDERR_FILENO);
}

void on_fault(int number) {
  for (auto& each : fatal) {
    if (each.number != number) continue;
    raw_line deed;
    deed << "crashed (" << each.name << ")";
    if (const char* plugin = plugin_at_work()) tell(plugin, deed.text());
    // As it would have ended: a fault comes again at once, abort() goes on.
    ::sigaction(number, &each.before, nullptr);
    if (number == SIGABRT) return;
    ::raise(number);
  }
}

void on_exit() {
  if (!at_work.load()) return;
  const char* plugin = plugin_at_work();
  tell(plugin != nullptr ? plugin : "(unknown)", "called exit()");
  ::_exit(answering ? exit_unknown : exit_failed);
}

#endif

}  // namespace

#if !defined(_WIN32)

last_words::last_words(const char* name, bool answers) {
  own_name = name;
  answering = answers;
  at_work = true;
  std::array<void*, 1> first{};
  ::backtrace(first.data(), 1);  // loads what it needs now
  static std::array<char, 65536> stack;
  const stack_t own{stack.data(), 0, stack.size()};
  ::sigaltstack(&own, nullptr);
  struct sigaction fault {};
  fault.sa_handler = &on_fault;
  fault.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (auto& each : fatal) ::sigaction(each.number, &fault, &each.before);
  std::atexit(&on_exit);
}

last_words::~last_words() { at_work = false; }

#else

last_words::last_words(const char*, bool) {}
last_words::~last_words() = default;

#endif

}  // namespace watchpost::cli
