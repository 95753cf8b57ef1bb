#include "cli/private_file.h"

#include "engine/text.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace watchpost::cli {
namespace {

abi::error refused(const std::string& path, int error) {
  return {.status = WP_E_IO,
          .domain = "file",
          .code = error,
          .text = engine::in_quotes(path) + " cannot be written: " + std::generic_category().message(error) +
                  (error == EEXIST ? "; it is kept as it is, name another file" : "; see to its folder")};
}

bool write_all(int to, std::string_view content) {
  while (!content.empty()) {
    const auto n = ::write(to, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

abi::expected<void> write_private_file(const std::string& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return refused(path, errno);
  int error = write_all(file, content) ? 0 : errno;
  if (::close(file) != 0 && error == 0) error = errno;
  if (error == 0) return {};
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  return refused(path, error);
}

}  // namespace watchpost::cli
