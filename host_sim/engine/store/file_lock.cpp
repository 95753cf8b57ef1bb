#include "engine/store/file_lock.h"

#include "engine/text.h"

#include <string>
#include <utility>

#if defined(_WIN32)
#include <windows.h>
#else
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#endif

namespace watchpost::engine {
namespace {

abi::error refuse(wp_status status, std::string text) {
  return {.status = status, .domain = "state", .text = std::move(text), .key = "state"};
}

std::string in_use(const std::string& path, const std::string& owner) {
  return in_quotes(path) + " is in use by another process" + (owner.empty() ? "" : " (pid " + owner + ")") +
         "; stop it, or name another state file";
}

}  // namespace

file_lock::file_lock(file_lock&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), fd_(std::exchange(other.fd_, -1)) {}

file_lock& file_lock::operator=(file_lock&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(fd_, other.fd_);
  return *this;
}

#if defined(_WIN32)

abi::expected<file_lock> file_lock::take(const std::string& path) {
  const auto name = path + "-lock";
  file_lock out;
  HANDLE file =
      CreateFileA(name.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return refuse(WP_E_BUSY, in_use(path, {}));
  out.handle_ = file;
  return out;
}

file_lock::~file_lock() {
  if (handle_ != nullptr) CloseHandle(handle_);
}

#else

abi::expected<file_lock> file_lock::take(const std::string& path) {
  const auto name = path + "-lock";
  file_lock out;
  out.fd_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out.fd_ < 0 && errno == ELOOP) {
    return refuse(WP_E_IO, in_quotes(name) + " is a link, and a lock follows none; remove it");
  }
  if (out.fd_ < 0) {
    const auto why = std::error_code(errno, std::generic_category()).message();
    return refuse(WP_E_IO, "cannot write " + in_quotes(name) + " (" + why +
                               "); the folder of the state file must exist and be writable");
  }
  if (::flock(out.fd_, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> owner{};
    const auto n = ::read(out.fd_, owner.data(), owner.size() - 1);
    return refuse(WP_E_BUSY, in_use(path, n > 0 ? one_line({owner.data(), static_cast<std::size_t>(n)})
                                                : std::string{}));
  }
  const auto pid = std::to_string(::getpid());
  if (::ftruncate(out.fd_, 0) != 0 || ::write(out.fd_, pid.data(), pid.size()) < 0) {
    return refuse(WP_E_IO, "cannot write " + in_quotes(name) + "; free some space on the disk");
  }
  return out;
}

file_lock::~file_lock() {
  if (fd_ >= 0) ::close(fd_);
}

#endif

}  // namespace watchpost::engine
