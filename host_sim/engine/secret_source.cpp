#include "engine/secret_source.h"

#include "engine/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace watchpost::engine {
namespace {

constexpr std::size_t largest = 64 * 1024;

abi::error refuse_secret(std::string text) {
  return {.status = WP_E_SETTINGS, .domain = "secret", .text = std::move(text)};
}

}  // namespace

abi::expected<secret_text> secret_from_env(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody calls setenv
  if (value == nullptr) {
    return refuse_secret("the environment variable " + in_quotes(name) +
                         " is not set; set it before the start");
  }
  if (*value == '\0') return refuse_secret("the environment variable " + in_quotes(name) + " is empty");
  return secret_text{value, {}};
}

abi::expected<secret_text> secret_from_file(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code bad;
  const auto status = fs::status(path, bad);
  if (bad || !fs::exists(status))
    return refuse_secret("the file " + in_quotes(path) + " does not exist; create it with mode 0600");
  if (!fs::is_regular_file(status)) return refuse_secret(in_quotes(path) + " is not a regular file");
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return refuse_secret("the file " + in_quotes(path) + " cannot be read; check its owner and mode");
  secret_text out;
  out.value.assign(std::istreambuf_iterator<char>(file), {});
  if (out.value.size() > largest)
    return refuse_secret("the file " + in_quotes(path) + " is larger than 64 KiB; name another file");
  out.value.erase(out.value.find_last_not_of("\r\n") + 1);
  if (out.value.empty())
    return refuse_secret("the file " + in_quotes(path) + " is empty; write the secret into it");
#if !defined(_WIN32)
  if ((status.permissions() & fs::perms::others_read) != fs::perms::none) {
    out.warning = "everybody on this machine can read " + in_quotes(path) + "; run: chmod o= " + path;
  }
#endif
  return out;
}

}  // namespace watchpost::engine
