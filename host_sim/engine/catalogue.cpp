#include "engine/catalogue.h"

#include "engine/error.h"
#include "engine/keep_forever.h"
#include "engine/plugin_call.h"
#include "engine/plugin_code.h"
#include "engine/text.h"

#include <watchpost/cpp/host/library.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;

#if defined(_WIN32)
constexpr std::string_view suffix = ".dll";
constexpr char separator = ';';
#else
constexpr std::string_view suffix = ".so";
constexpr char separator = ':';
#endif

const std::string no_instance;  // open() and close() are of the module

// Plugins are named without "lib": other libraries in the folder are not touched.
bool may_be_plugin(const fs::path& file) {
  const auto name = file.filename().string();
  return name.ends_with(suffix) && !name.starts_with("lib");
}

}  // namespace

abi::expected<host::module*> plugin::open(const std::string& program) {
  if (module_) return module_.get();
  host_ = std::make_unique<instance_host>("", host_parts{time_, nullptr, log_}, program);
  auto opened = [&] {
    const plugin_call in("open()", no_instance, path_);
    return host::module::open(table_, host_->abi());
  }();
  if (!opened) {
    host_.reset();
    return printable(opened.error());
  }
  module_ = std::move(*opened);
  return module_.get();
}

void plugin::close() {
  if (kept_open_ && module_) {
    host_->cut_off();
    keep_forever(std::move(module_));
    keep_forever(std::move(host_));
  }
  const plugin_call in("close()", no_instance, path_);
  module_.reset();
  host_.reset();
}

void catalogue::add_path(const std::string& path) {
  std::error_code bad;
  const auto absolute = fs::absolute(path, bad).lexically_normal();
  if (std::find(searched_.begin(), searched_.end(), absolute.string()) != searched_.end()) return;
  searched_.push_back(absolute.string());
  if (!fs::is_directory(absolute, bad)) {
    if (absolute.extension() == suffix) load(absolute.string(), true);
    return;
  }
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(absolute, bad)) {
    if (may_be_plugin(entry.path())) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) load(file, false);
}

void catalogue::add_module(const wp_module* table, std::string name) {
  if (const auto bad = host::module::check(table)) {
    remarks_.push_back({problem::severity::error, std::move(name), {}, {}, {}, bad->text});
    return;
  }
  add(std::make_unique<plugin>(std::move(name), table, log_, time_));
}

void catalogue::load(const std::string& file, bool named) {
  const bool known =
      std::any_of(plugins_.begin(), plugins_.end(), [&](const auto& p) { return p->path() == file; });
  if (known) return;
  auto loaded = host::library::load(file);  // stays mapped
  if (loaded) {
    remember_plugin_code(file, loaded->table());
    return add(std::make_unique<plugin>(file, loaded->table(), log_, time_));
  }
  const auto level = named ? problem::severity::error : problem::severity::warning;
  remarks_.push_back({level, {}, {}, {}, {}, loaded.error().text});
}

void catalogue::add(std::unique_ptr<plugin> made) {
  for (auto type = made->table()->types; type != nullptr && *type != nullptr; ++type) {
    const std::string_view id = (*type)->id == nullptr ? "" : (*type)->id;
    if (id.empty()) continue;
    if (const auto* other = find(id)) {
      remarks_.push_back({problem::severity::warning,
                          made->path(),
                          {},
                          {},
                          {},
                          "offers " + in_quotes(id) + ", which " + other->from->path() +
                              " offers already; the first one is used"});
    } else {
      types_.push_back({*type, made.get()});
    }
  }
  plugins_.push_back(std::move(made));
}

const offered_type* catalogue::find(std::string_view type_id) const {
  const auto found = std::find_if(types_.begin(), types_.end(),
                                  [&](const offered_type& t) { return type_id == t.type->id; });
  return found == types_.end() ? nullptr : &*found;
}

std::string catalogue::unknown_type(std::string_view type_id) const {
  std::vector<std::string> ids;
  for (const auto& t : types_) ids.emplace_back(t.type->id);
  // A file that was named and refused is the reason; one that was only found may be.
  std::string reasons, doubts;
  for (const auto& remark : remarks_) {
    if (remark.is_error()) {
      reasons += to_text(remark) + "; ";
    } else {
      doubts += "; " + to_text(remark);
    }
  }
  std::string out = reasons + "no plugin offers the type " + in_quotes(type_id) + did_you_mean(type_id, ids);
  if (!ids.empty()) out += "; there are: " + join(ids);
  out += "; plugins were looked for in " + (searched_.empty() ? std::string("no folder") : join(searched_));
  return out + doubts;
}

void catalogue::close() {
  for (const auto& p : plugins_) p->close();
}

std::vector<std::string> default_plugin_paths() {
  std::vector<std::string> out;
  if (const char* set =
          std::getenv("WATCHPOST_PLUGIN_PATH")) {  // NOLINT(concurrency-mt-unsafe): nobody calls setenv
    std::string_view rest(set);
    while (!rest.empty()) {
      const auto end = std::min(rest.find(separator), rest.size());
      if (end != 0) out.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
#if !defined(_WIN32)
  std::error_code bad;
  const auto program = fs::read_symlink("/proc/self/exe", bad);
  if (bad) return out;
  const auto folder = program.parent_path();
  out.push_back(folder.string());
  out.push_back((folder.parent_path() / WATCHPOST_PLUGIN_FOLDER).string());
  // In the build tree each plugin has a folder of its own.
  for (const auto& entry : fs::directory_iterator(folder.parent_path().parent_path() / "plugins", bad)) {
    if (entry.is_directory(bad)) out.push_back(entry.path().string());
  }
#endif
  return out;
}

}  // namespace watchpost::engine
