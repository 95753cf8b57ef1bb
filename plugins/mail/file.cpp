#include "file.h"

#include "secret.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#if defined(_WIN32)
#include <fstream>
#else
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace watchpost::mail {
namespace {

constexpr const char* unreadable = "cannot be read: check its owner and mode";

#if defined(_WIN32)

class input {
 public:
  explicit input(const std::string& path) : path_(path), file_(path_, std::ios::binary) {}

  const char* fault() const {
    std::error_code missing;
    if (!std::filesystem::exists(path_, missing)) return "does not exist";
    if (!std::filesystem::is_regular_file(path_, missing)) return "is not a regular file";
    return file_ ? nullptr : unreadable;
  }
  std::size_t size() const {
    std::error_code missing;
    return static_cast<std::size_t>(std::filesystem::file_size(path_, missing));
  }
  std::ptrdiff_t read(char* into, std::size_t size) {
    file_.read(into, static_cast<std::streamsize>(size));
    return static_cast<std::ptrdiff_t>(file_.gcount());
  }

 private:
  std::filesystem::path path_;
  std::ifstream file_;
};

#else

class input {
 public:
  explicit input(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
        error_(file_ < 0 ? errno : 0) {
    if (file_ >= 0 && ::fstat(file_, &facts_) != 0) error_ = errno;
  }
  ~input() {
    if (file_ >= 0) ::close(file_);
  }
  input(const input&) = delete;
  input& operator=(const input&) = delete;

  const char* fault() const {
    if (error_ == ENOENT || error_ == ENOTDIR) return "does not exist";
    if (error_ != 0) return unreadable;
    return S_ISREG(facts_.st_mode) ? nullptr : "is not a regular file";
  }
  std::size_t size() const { return static_cast<std::size_t>(facts_.st_size); }
  std::ptrdiff_t read(char* into, std::size_t size) const {
    for (;;) {
      const ssize_t got = ::read(file_, into, size);
      if (got >= 0 || errno != EINTR) return got;
    }
  }

 private:
  int file_;
  int error_;
  struct stat facts_ {};
};

#endif

}  // namespace

std::optional<std::string> read_file(const std::string& path, std::size_t most, std::string& why) {
  input file(path);
  if (const char* const fault = file.fault()) {
    why = fault;
    return std::nullopt;
  }
  // One byte more than it had: what grows meanwhile is read anew at the next use.
  std::string text(std::min(file.size(), most) + 1, '\0');
  std::size_t filled = 0;
  std::ptrdiff_t got = 0;
  while (filled < text.size() && (got = file.read(text.data() + filled, text.size() - filled)) > 0)
    filled += static_cast<std::size_t>(got);
  const bool too_large = file.size() > most || filled > most;
  if (got >= 0 && !too_large) {
    text.resize(filled);
    return text;
  }
  why = too_large ? "is larger than " + std::to_string(most / 1024) + " KiB" : unreadable;
  wipe(text);
  return std::nullopt;
}

bool is_open_to_all(const std::string& path) {
#if defined(_WIN32)
  (void)path;
  return false;
#else
  std::error_code bad;
  const auto status = std::filesystem::status(path, bad);
  return !bad && (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
#endif
}

}  // namespace watchpost::mail
