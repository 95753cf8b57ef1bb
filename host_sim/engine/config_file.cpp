#include "engine/config_file.h"

#include "engine/duration.h"
#include "engine/points/read_points.h"
#include "engine/text.h"
#include "engine/toml_values.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> top_words{"defaults", "devices", "history", "monitors",
                                         "plugins",  "points",  "state"};
const std::vector<std::string> monitor_words{"type", "description", "devices", "interval", "timeout"};
const std::vector<std::string> device_words{"address", "display_name", "host_name"};
const std::vector<std::string> history_words{"age", "count"};
const std::vector<std::string> plugin_words{"path"};
constexpr std::int64_t shortest_interval = 100;
constexpr std::size_t longest_name = 64;

class reader {
 public:
  reader(const toml::table& root, const std::string& path) : root_(root) {
    out_.file = path;
    config_.file = path;
    config_.folder = fs::absolute(path).parent_path().string();
  }

  load_result read() {
    refuse_unknown_keys(root_, "", top_words, out_);
    if (const auto* t = table(root_, "", "plugins")) plugins(*t);
    if (const auto path = text(root_, "", "state")) config_.state_path = absolute(*path);
    if (const auto* t = table(root_, "", "history")) history(*t);
    if (const auto* t = table(root_, "", "defaults")) defaults(*t);
    if (const auto* t = table(root_, "", "devices")) devices(*t);
    if (const auto* t = table(root_, "", "monitors")) monitors(*t);
    if (const auto* node = root_.get("points")) config_.points = read_points(*node, config_.folder, out_);
    for (const auto& [type, settings] : type_defaults_) {
      const bool used = std::any_of(config_.monitors.begin(), config_.monitors.end(),
                                    [&, t = type](const auto& m) { return m.type == t; });
      if (!used && !settings.empty()) {
        out_.warning(settings.front().at, "defaults." + type,
                     "no monitor has this type; check the spelling or remove it");
      }
    }
    sort_by_place(out_.found);
    if (has_errors(out_.found)) return out_.found;
    return loaded_configuration{std::move(config_), std::move(out_.found)};
  }

 private:
  static std::string dotted(const std::string& table, std::string_view key) {
    return table.empty() ? std::string(key) : table + "." + std::string(key);
  }
  std::string absolute(const std::string& path) const {
    return (fs::path(config_.folder) / path).lexically_normal().string();
  }

  const toml::table* table(const toml::table& in, const std::string& name, std::string_view key) {
    const auto* node = in.get(key);
    if (node == nullptr) return nullptr;
    if (const auto* found = node->as_table()) return found;
    out_.error(position_of(node->source()), dotted(name, key), scalar_text(*node).value_or(""),
               "must be a table: write [" + dotted(name, key) + "]");
    return nullptr;
  }

  std::optional<std::string> text(const toml::table& in, const std::string& name, std::string_view key) {
    const auto* node = in.get(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* found = node->as_string(); found != nullptr && !found->get().empty()) return found->get();
    out_.error(position_of(node->source()), dotted(name, key), scalar_text(*node).value_or(""),
               "must be a text in quotes, and not empty");
    return std::nullopt;
  }

  std::vector<std::string> texts(const toml::table& in, const std::string& name, std::string_view key) {
    std::vector<std::string> out;
    const auto* node = in.get(key);
    if (node == nullptr) return out;
    const auto refuse = [&](const toml::node& at) {
      out_.error(position_of(at.source()), dotted(name, key), scalar_text(at).value_or(""),
                 "must be a list of texts: [\"a\", \"b\"]");
    };
    const auto* list = node->as_array();
    if (list == nullptr) return refuse(*node), out;
    for (const auto& element : *list) {
      const auto* one = element.as_string();
      if (one == nullptr || one->get().empty()) {
        refuse(element);
      } else {
        out.push_back(one->get());
      }
    }
    return out;
  }

  void duration(const toml::table& in, const std::string& name, std::string_view key, std::int64_t least,
                bool zero, std::int64_t& value) {
    const auto* node = in.get(key);
    if (node == nullptr) return;
    const auto written = scalar_text(*node).value_or("");
    const auto parsed = parse_duration(written);
    const auto fail = [&](std::string why) {
      out_.error(position_of(node->source()), dotted(name, key), written, std::move(why));
    };
    if (!parsed)
      return fail(
          "not a duration; write a number and a unit in quotes: "
          "\"500ms\", \"30s\", \"5m\", \"1h30m\", \"14d\"");
    if (*parsed == 0 && zero) {
      value = 0;
    } else if (*parsed < least) {
      fail("too short; the least is \"" + duration_text(least) + "\"");
    } else {
      value = *parsed;
    }
  }

  void plugins(const toml::table& in) {
    refuse_unknown_keys(in, "plugins", plugin_words, out_);
    for (const auto& path : texts(in, "plugins", "path")) config_.plugin_paths.push_back(absolute(path));
  }

  void history(const toml::table& in) {
    refuse_unknown_keys(in, "history", history_words, out_);
    duration(in, "history", "age", 1000, false, config_.history_age_ms);
    if (const auto* node = in.get("count")) {
      const auto count = node->value<std::int64_t>();
      if (!node->is_integer() || !count || *count < 1) {
        out_.error(position_of(node->source()), "history.count", scalar_text(*node).value_or(""),
                   "must be a number of results per instance, at least 1");
      } else {
        config_.history_count = *count;
      }
    }
  }

  void defaults(const toml::table& in) {
    for (const auto& [key, node] : in) {
      const std::string word(key.str());
      const auto* settings = node.as_table();
      if (settings != nullptr) {
        schedule(*settings, "defaults." + word, type_schedule_[word] = {});
        type_defaults_[word] = flatten(*settings, "defaults." + word, config_.folder, monitor_words, out_);
        forbid(*settings, "defaults." + word, {"type", "description", "devices"});
      } else if (word != "interval" && word != "timeout") {
        out_.error(position_of(key.source()), "defaults." + word, {},
                   "only interval, timeout and tables of types stand here; write [defaults.TYPE]");
      }
    }
    schedule(in, "defaults", default_schedule_);
  }

  void forbid(const toml::table& in, const std::string& name, const std::vector<std::string>& words) {
    for (const auto& word : words) {
      if (const auto* node = in.get(word)) {
        out_.error(position_of(node->source()), dotted(name, word), {},
                   "has no default; set it in each [monitors.NAME]");
      }
    }
  }

  void devices(const toml::table& in) {
    for (const auto& [key, node] : in) {
      const std::string name(key.str());
      const auto full = "devices." + name;
      if (!good_name(name, full, position_of(key.source()))) continue;
      const auto* t = table(in, "devices", name);
      if (t == nullptr) continue;
      refuse_unknown_keys(*t, full, device_words, out_);
      device made{name, {}, {}, name};
      if (auto v = text(*t, full, "address")) {
        made.address = std::move(*v);
      } else if (!t->contains("address")) {
        out_.error(position_of(key.source()), full + ".address", {},
                   "missing; set it to a host name or an IP address");
      }
      if (auto v = text(*t, full, "host_name")) made.host_name = std::move(*v);
      if (auto v = text(*t, full, "display_name")) made.display_name = std::move(*v);
      config_.devices.emplace(name, std::move(made));
    }
  }

  struct times {
    std::int64_t interval = -1;  // not given
    std::int64_t timeout = -1;
  };

  void schedule(const toml::table& in, const std::string& name, times& out) {
    duration(in, name, "interval", shortest_interval, true, out.interval);
    duration(in, name, "timeout", shortest_interval, false, out.timeout);
  }

  void monitors(const toml::table& in) {
    for (const auto& [key, node] : in) {
      const std::string name(key.str());
      const auto full = "monitors." + name;
      if (!good_name(name, full, position_of(key.source()))) continue;
      if (const auto* t = table(in, "monitors", name)) monitor(*t, name, full, position_of(key.source()));
    }
  }

  void monitor(const toml::table& in, const std::string& name, const std::string& full, position at) {
    monitor_settings made;
    made.name = name;
    made.at = at;
    if (auto v = text(in, full, "type")) {
      made.type = std::move(*v);
      made.type_at = position_of(in.get("type")->source());
    } else if (!in.contains("type")) {
      out_.error(at, full + ".type", {},
                 "missing; set it to the type of monitor, e.g. type = \"email_monitor\"");
    }
    if (auto v = text(in, full, "description")) made.description = std::move(*v);
    made.devices = texts(in, full, "devices");
    check_devices(in, full, made.devices);
    times own;
    schedule(in, full, own);
    const auto* interval = in.get("interval");
    made.interval_at = interval != nullptr ? position_of(interval->source()) : at;
    const auto& typed = type_schedule_[made.type];
    const auto pick = [](std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t otherwise) {
      return a >= 0 ? a : b >= 0 ? b : c >= 0 ? c : otherwise;
    };
    made.interval_ms = pick(own.interval, typed.interval, default_schedule_.interval, made.interval_ms);
    made.timeout_ms =
        pick(own.timeout, typed.timeout, default_schedule_.timeout,
             made.interval_ms > 0 ? std::min(made.timeout_ms, made.interval_ms) : made.timeout_ms);
    if (made.interval_ms > 0 && made.timeout_ms > made.interval_ms) {
      out_.warning(at, full + ".timeout",
                   "longer than the interval; a slow poll makes the next one fall out");
    }
    made.settings = flatten(in, full, config_.folder, monitor_words, out_);
    merge_defaults(made, in);
    config_.monitors.push_back(std::move(made));
  }

  void check_devices(const toml::table& in, const std::string& full, const std::vector<std::string>& names) {
    std::set<std::string> seen;
    for (const auto& name : names) {
      const auto at = position_of(in.get("devices")->source());
      if (!seen.insert(name).second) out_.error(at, full + ".devices", name, "named twice; remove one");
      if (config_.devices.contains(name)) continue;
      std::vector<std::string> known;
      for (const auto& [known_name, unused] : config_.devices) known.push_back(known_name);
      out_.error(
          at, full + ".devices", name,
          "no such device" + did_you_mean(name, known) + "; add [devices." + name + "] with its address");
    }
  }

  // A key of the monitor replaces the default of that key altogether, also by an empty list.
  void merge_defaults(monitor_settings& into, const toml::table& in) {
    std::set<std::string> own;
    for (const auto& s : into.settings) own.insert(s.key);
    const auto defaults = type_defaults_.find(into.type);
    if (defaults == type_defaults_.end()) return;
    for (const auto& s : defaults->second) {
      if (!own.contains(s.key) && !in.at_path(s.key)) into.settings.push_back(s);
    }
  }

  bool good_name(const std::string& name, const std::string& full, position at) {
    const auto bad = [](unsigned char c) {
      return c <= ' ' || c == 0x7F || c == '@' || c == '/' || c == '"' || c == '\\';
    };
    if (!name.empty() && name.size() <= longest_name && std::none_of(name.begin(), name.end(), bad))
      return true;
    out_.error(at, full, {},
               "not a name: use up to 64 letters, digits, '-', '_' and '.'; no blanks, '@', '/' or quotes");
    return false;
  }

  const toml::table& root_;
  configuration config_;
  problem_list out_;
  times default_schedule_;
  std::map<std::string, times> type_schedule_;
  std::map<std::string, std::vector<setting>> type_defaults_;
};

}  // namespace

load_result parse_config(std::string_view text, const std::string& path) {
  const auto parsed = toml::parse(text, std::string_view(path));
  if (!parsed) {
    const auto& why = parsed.error();
    return problems{
        {problem::severity::error, path, position_of(why.source()), {}, {}, std::string(why.description())}};
  }
  return reader(parsed.table(), path).read();
}

namespace {

// What the text alone does not show, and what is likely not meant.
void remark_on_surroundings(loaded_configuration& of, const std::string& path) {
  const auto warn = [&](std::string key, std::string value, std::string text) {
    of.warnings.push_back(
        {problem::severity::warning, path, {}, std::move(key), std::move(value), std::move(text)});
  };
  const configuration& config = of.config;
  if (config.monitors.empty() && config.devices.empty() && config.points.empty())
    warn({}, {}, "there is nothing in it; a monitor begins with [monitors.NAME]");
  if (!config.state_path) return;
  const auto folder = fs::path(*config.state_path).parent_path();
  std::error_code unreadable;
  if (!folder.empty() && !fs::is_directory(folder, unreadable))
    warn("state", *config.state_path,
         "its folder is not there, so nothing can be kept; make it, or name another");
}

}  // namespace

load_result load_config(const std::string& path) {
  std::error_code bad;
  std::ifstream file;
  if (!fs::is_directory(path, bad)) file.open(path, std::ios::binary);
  if (!file.is_open() || !file) {
    return problems{{problem::severity::error,
                     path,
                     {},
                     {},
                     {},
                     "the settings file cannot be read; check the path and its mode"}};
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto out = parse_config(text, path);
  if (out) remark_on_surroundings(*out, path);
#if !defined(_WIN32)
  if (out)
    out->config.open_to_all =
        (fs::status(path, bad).permissions() & fs::perms::others_read) != fs::perms::none;
#endif
  return out;
}

void throw_exception_from_error(const problems& why, const boost::source_location&) {
  throw std::logic_error(why.empty() ? "problems" : to_text(why.front()));
}

}  // namespace watchpost::engine
