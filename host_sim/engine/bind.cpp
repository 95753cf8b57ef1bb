#include "engine/bind.h"

#include "engine/duration.h"
#include "engine/macros.h"
#include "engine/text.h"
#include "engine/type_view.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace watchpost::engine {
namespace {

macro_values macros_of(const monitor_settings& monitor, const device* target) {
  macro_values out{{"Monitor.Name", monitor.name}};
  if (target == nullptr) return out;
  out["Device.Name"] = target->name;
  out["Device.Address"] = target->address;
  out["Device.DisplayName"] = target->display_name;
  if (!target->host_name.empty()) out["Device.HostName"] = target->host_name;
  return out;
}

class binder {
 public:
  binder(const configuration& config, const catalogue& plugins, bound& out)
      : config_(config), plugins_(plugins), out_(out) {}

  void monitor(const monitor_settings& m, const device* target) {
    const auto* offered = plugins_.find(m.type);
    if (offered == nullptr) {
      return remark(problem::severity::error, m.type_at, "monitors." + m.name + ".type", m.type,
                    plugins_.unknown_type(m.type));
    }
    const type_view type(*offered->type);
    instance_spec spec{target == nullptr ? m.name : m.name + "@" + target->name,
                       m.name,
                       target == nullptr ? "" : target->name,
                       m.description,
                       *offered,
                       m.settings,
                       m.interval_ms,
                       m.timeout_ms,
                       m.at,
                       {}};
    if (type.find("description") != nullptr && !m.description.empty()) {
      spec.settings.push_back({"description", m.description, false, "monitors." + m.name, m.at});
    }
    if (m.interval_ms > 0 && m.interval_ms < type.polite_interval_ms) {
      remark(problem::severity::warning, m.interval_at, "monitors." + m.name + ".interval",
             duration_text(m.interval_ms),
             "polled so often, it may be taken for an attack; make it " +
                 duration_text(type.polite_interval_ms) + " or longer");
    }
    macros_ = macros_of(m, target);
    for (auto& s : spec.settings) {
      if (!prepare(s, type)) spec.faulty.push_back(s.key);
    }
    add_defaults(spec, type, m);
    out_.instances.push_back(std::move(spec));
  }

 private:
  // Without a file there are no tables either.
  std::string place(const std::string& table, std::string_view key) const {
    return (config_.file.empty() ? "" : table + ".") + std::string(key);
  }

  void remark(problem::severity level, position at, std::string key, std::string value, std::string text) {
    problem made{level, config_.file, at, std::move(key), std::move(value), std::move(text)};
    const auto shown = to_text(made);
    if (said_.insert(shown).second) out_.found.push_back(std::move(made));
  }

  bool prepare(setting& s, const type_view& type) {
    const auto* param = type.find(s.key);
    if (param == nullptr) return true;  // the plugin says so, and knows better what was meant
    if (param->secret() && !s.secret) {
      s.secret = true;
      if (config_.open_to_all) {
        remark(problem::severity::warning, s.at, place(s.table, s.key), {},
               "a secret in a file that everybody on this machine can read; run: chmod o= " + config_.file +
                   ", or write { file = \"...\" }");
      }
    }
    if (param->macro) {
      auto expanded = expand(s.value, macros_);
      if (!expanded) {
        remark(problem::severity::error, s.at, place(s.table, s.key), s.secret ? "" : s.value,
               expanded.error().text);
        return false;
      }
      s.value = std::move(*expanded);
    }
    if (param->kind == WP_KIND_PATH && !s.value.empty() && !config_.folder.empty()) {
      s.value = (std::filesystem::path(config_.folder) / s.value).lexically_normal().string();
    }
    return true;
  }

  // A default with a macro in it only the host can spell out.
  void add_defaults(instance_spec& spec, const type_view& type, const monitor_settings& m) {
    const auto given = [&](std::string_view key) {
      return std::find_if(spec.settings.begin(), spec.settings.end(),
                          [&](const setting& s) { return s.key == key; });
    };
    for (const auto& p : type.params) {
      if (!p.macro || !p.def || p.def->find('%') == std::string_view::npos) continue;
      if (given(p.key) != spec.settings.end() || !applies(p, type, given, spec)) continue;
      auto expanded = expand(*p.def, macros_);
      const auto key = place("monitors." + m.name, p.key);
      if (!expanded) {
        remark(problem::severity::error, m.at, key, {},
               "not given, and its default " + in_quotes(*p.def) +
                   " cannot be used: " + expanded.error().text + ", or set " + std::string(p.key));
        spec.faulty.emplace_back(p.key);
        continue;
      }
      spec.settings.push_back({std::string(p.key), std::move(*expanded), false, "monitors." + m.name, m.at});
    }
  }

  template <class Given>
  static bool applies(const param_view& p, const type_view& type, Given given, const instance_spec& spec) {
    const auto when = parse_when(p.when);
    if (!when) return true;
    const auto found = given(when->key);
    std::string_view value;
    if (found != spec.settings.end()) {
      value = found->value;
    } else if (const auto* other = type.find(when->key); other != nullptr && other->def) {
      value = *other->def;
    }
    return std::find(when->values.begin(), when->values.end(), value) != when->values.end();
  }

  const configuration& config_;
  const catalogue& plugins_;
  bound& out_;
  macro_values macros_;
  std::set<std::string> said_;
};

}  // namespace

bool instance_spec::same_settings(const instance_spec& other) const {
  return type.type == other.type.type &&
         std::equal(settings.begin(), settings.end(), other.settings.begin(), other.settings.end(),
                    [](const setting& a, const setting& b) { return a.key == b.key && a.value == b.value; });
}

redaction instance_spec::secrets() const {
  redaction out;
  for (const auto& s : settings) {
    if (s.secret) out.add(s.value);
  }
  return out;
}

bound bind(const configuration& config, const catalogue& plugins) {
  bound out;
  binder work(config, plugins, out);
  for (const auto& m : config.monitors) {
    if (m.devices.empty()) work.monitor(m, nullptr);
    for (const auto& name : m.devices) {
      const auto found = config.devices.find(name);
      if (found != config.devices.end()) work.monitor(m, &found->second);
    }
  }
  return out;
}

bound bind_one(const monitor_settings& monitor, const device* target, const catalogue& plugins) {
  bound out;
  const configuration none;
  binder(none, plugins, out).monitor(monitor, target);
  return out;
}

}  // namespace watchpost::engine
