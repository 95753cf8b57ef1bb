#include "engine/toml_values.h"

#include "engine/secret_source.h"
#include "engine/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace watchpost::engine {
namespace {

class flattener {
 public:
  flattener(std::string table, std::string folder, problem_list& out)
      : table_(std::move(table)), folder_(std::move(folder)), out_(out) {}

  void entry(const std::string& key, const toml::node& node, position at) {
    if (const auto* inner = node.as_table()) {
      if (is_secret(*inner)) return secret(key, *inner, at);
      if (inner->empty()) out_.error(at, table_ + "." + key, {}, "the table is empty; remove it");
      for (const auto& [name, value] : *inner)
        entry(key + "." + std::string(name.str()), value, position_of(name.source()));
    } else if (const auto* list = node.as_array()) {
      for (const auto& element : *list) {
        const auto here = position_of(element.source());
        if (const auto* object = element.as_table(); object != nullptr && is_secret(*object)) {
          secret(key, *object, here);
        } else {
          scalar(key, element, here);
        }
      }
    } else {
      scalar(key, node, at);
    }
  }

  std::vector<setting> take() { return std::move(settings_); }

 private:
  // Exactly { env = "NAME" } or { file = "path" }.
  static bool is_secret(const toml::table& table) {
    return table.is_inline() && table.size() == 1 && (table.contains("env") || table.contains("file"));
  }

  void scalar(const std::string& key, const toml::node& node, position at) {
    auto text = scalar_text(node);
    if (!text) {
      return out_.error(
          at, table_ + "." + key, {},
          "a list holds texts, numbers and true/false only, and dates need quotes: write \"2024-01-31\"");
    }
    settings_.push_back({key, std::move(*text), false, table_, at});
  }

  void secret(const std::string& key, const toml::table& source, position at) {
    const bool env = source.contains("env");
    const auto name = source[env ? "env" : "file"].value<std::string>();
    if (!name || name->empty()) {
      return out_.error(at, table_ + "." + key, {},
                        "env and file take a text: { env = \"NAME\" } or { file = \"path\" }");
    }
    const auto path = (std::filesystem::path(folder_) / *name).lexically_normal().string();
    auto got = env ? secret_from_env(*name) : secret_from_file(path);
    if (!got) return out_.error(at, table_ + "." + key, {}, got.error().text);
    if (!got->warning.empty()) out_.warning(at, table_ + "." + key, got->warning);
    settings_.push_back({key, std::move(got->value), true, table_, at});
  }

  std::string table_;
  std::string folder_;
  problem_list& out_;
  std::vector<setting> settings_;
};

}  // namespace

void refuse_unknown_keys(const toml::table& table, const std::string& name,
                         const std::vector<std::string>& words, problem_list& out) {
  const std::string group = name.empty() ? name : name + ".";
  for (const auto& [key, value] : table) {
    const std::string word(key.str());
    if (std::find(words.begin(), words.end(), word) != words.end()) continue;
    auto hint = did_you_mean(word, words);
    if (hint.empty()) hint = "; known are " + join(words);
    out.error(position_of(key.source()), group + word, {}, "unknown key" + hint);
  }
}

std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* s = node.as_string()) return s->get();
  if (const auto* i = node.as_integer()) return std::to_string(i->get());
  if (const auto* f = node.as_floating_point()) return fmt::format("{}", f->get());
  if (const auto* b = node.as_boolean()) return b->get() ? "true" : "false";
  return std::nullopt;
}

std::vector<setting> flatten(const toml::table& table, const std::string& name, const std::string& folder,
                             const std::vector<std::string>& skip, problem_list& out) {
  flattener work(name, folder, out);
  for (const auto& [key, value] : table) {
    const std::string word(key.str());
    if (std::find(skip.begin(), skip.end(), word) == skip.end())
      work.entry(word, value, position_of(key.source()));
  }
  return work.take();
}

}  // namespace watchpost::engine
