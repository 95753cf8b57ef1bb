#include "cli/sandbox_place.h"

#include "cli/private_file.h"
#include "engine/json_text.h"
#include "engine/text.h"
#include "sandbox/text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace watchpost::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

abi::error nowhere(std::string why) {
  return {.status = WP_E_NOT_FOUND,
          .domain = "sandbox",
          .text = std::move(why) + "; start one with: host_sim sandbox, or name its --place FILE"};
}

}  // namespace

const sandbox::user* sandbox_place::owner(std::string_view address) const {
  const auto found = std::find_if(users.begin(), users.end(), [&](const sandbox::user& u) {
    return sandbox::iequals(u.address, address);
  });
  return found == users.end() ? nullptr : &*found;
}

std::string default_place_file() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe): nobody calls setenv
  if (runtime != nullptr && *runtime != '\0') return std::string(runtime) + "/watchpost-sandbox.json";
  std::error_code bad;
  return (fs::temp_directory_path(bad) / ("watchpost-sandbox-" + std::to_string(::getuid()) + ".json"))
      .string();
}

abi::expected<sandbox_place> read_place(const std::string& file) {
  std::error_code bad;
  const auto all = content_of(file);
  const auto read = json::parse(all, bad);
  const auto* top = bad ? nullptr : read.if_object();
  if (top == nullptr) return nowhere("no sandbox is known at " + engine::in_quotes(file));
  try {
    sandbox_place out;
    out.host = json::value_to<std::string>(top->at("host"));
    out.submission = json::value_to<std::uint16_t>(top->at("submission"));
    out.pop3 = json::value_to<std::uint16_t>(top->at("pop3"));
    for (const auto& u : top->at("users").as_array())
      out.users.push_back(
          {json::value_to<std::string>(u.at("address")), json::value_to<std::string>(u.at("password"))});
    return out;
  } catch (const std::exception&) {
    return nowhere(engine::in_quotes(file) + " is not of a sandbox");
  }
}

abi::expected<std::unique_ptr<kept_place>> kept_place::write(const std::string& file,
                                                             const sandbox_place& place) {
  json::array users;
  for (const auto& u : place.users) users.push_back({{"address", u.address}, {"password", u.password}});
  const auto content = engine::json_text(json::object{{"host", place.host},
                                                      {"submission", place.submission},
                                                      {"pop3", place.pop3},
                                                      {"users", std::move(users)},
                                                      {"process", static_cast<std::int64_t>(::getpid())}});
  const auto fresh = file + "." + std::to_string(::getpid());
  if (const auto written = write_private_file(fresh, content + "\n"); !written) return written.error();
  std::error_code bad;
  fs::rename(fresh, file, bad);
  if (bad) {
    std::error_code ignored;
    fs::remove(fresh, ignored);
    return abi::error{.status = WP_E_IO,
                      .domain = "sandbox",
                      .text = engine::in_quotes(file) + " cannot be written: " + bad.message()};
  }
  return std::unique_ptr<kept_place>(new kept_place(file, content + "\n"));
}

kept_place::~kept_place() {
  std::error_code ignored;
  if (content_of(file_) == content_) fs::remove(file_, ignored);
}

}  // namespace watchpost::cli
