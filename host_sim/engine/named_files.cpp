#include "engine/named_files.h"

#include "engine/text.h"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;

std::string fault_of(const named_file& file) {
  std::error_code bad;
  const auto status = fs::status(file.path, bad);
  if (status.type() == fs::file_type::not_found)
    return "names no file that is there: " + in_quotes(file.path);
  if (!bad && !fs::is_regular_file(status)) return "names no regular file: " + in_quotes(file.path);
  if (bad || !std::ifstream(file.path, std::ios::binary))
    return "names a file that cannot be read: " + in_quotes(file.path) + "; check its owner and mode";
  if (file.secret && (status.permissions() & fs::perms::others_read) != fs::perms::none)
    return "everybody on this machine can read " + in_quotes(file.path) + "; run: chmod o= " + file.path;
  return {};
}

}  // namespace

void check_files(const std::vector<named_file>& files, problems& found) {
  for (const auto& file : files) {
    problem told = file.where;
    told.level = problem::severity::warning;
    told.text = one_line(fault_of(file));
    if (!told.text.empty()) found.push_back(std::move(told));
  }
}

}  // namespace watchpost::engine
