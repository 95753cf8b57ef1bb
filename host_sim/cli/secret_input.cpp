#include "cli/secret_input.h"

#include <array>
#include <istream>
#include <ostream>

#if !defined(_WIN32)
#include <csignal>
#include <pthread.h>
#include <termios.h>
#include <unistd.h>
#endif

namespace watchpost::cli {
namespace {

#if !defined(_WIN32)
// A signal that comes meanwhile is obeyed after the line, when the echo is on again.
class silence {
 public:
  silence() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &signals_);
    silent_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!silent_) return;
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    now.c_lflag |= ECHONL;
    silent_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &now) == 0;
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;
  ~silence() {
    if (silent_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
  }

 private:
  termios before_{};
  sigset_t signals_{};
  bool silent_ = false;
};
#else
class silence {};
#endif

}  // namespace

std::optional<engine::secret> read_secret(console& io, std::string_view prompt) {
  if (io.in == nullptr) return std::nullopt;
  std::optional<silence> quiet;
  if (io.typed) {
    io.err << prompt << std::flush;
    quiet.emplace();
  }
  std::array<char, 4097> line{};
  io.in->getline(line.data(), line.size());
  std::optional<engine::secret> out;
  if (!io.in->fail()) {
    std::string_view text(line.data());
    if (text.ends_with('\r')) text.remove_suffix(1);
    out.emplace(text);
  }
  for (volatile char& c : line) c = 0;
  return out;
}

}  // namespace watchpost::cli
