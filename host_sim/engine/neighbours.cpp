#include "engine/neighbours.h"

#include "engine/points/glob.h"
#include "engine/text.h"
#include "engine/type_view.h"

#include <algorithm>
#include <map>
#include <set>

namespace watchpost::engine {
namespace {

constexpr std::string_view monitor_mark = "monitor:";

// ", did you mean 'pump*'?" for "pmup*": of what stands before the star the names have the beginning.
std::string meant(std::string_view pattern, const std::vector<std::string>& names) {
  if (!pattern.ends_with('*')) return did_you_mean(pattern, names);
  std::vector<std::string> beginnings;
  beginnings.reserve(names.size());
  for (const auto& name : names) beginnings.push_back(name.substr(0, pattern.size() - 1) + "*");
  return did_you_mean(pattern, beginnings);
}

problem unfit(const problem& written, std::string_view pattern, bool of_monitor,
              const std::vector<std::string>& names) {
  problem out = written;
  out.level = problem::severity::warning;
  out.text = in_quotes(written.text) + " fits no " + (of_monitor ? "monitor" : "point");
  if (names.empty()) {
    out.text += std::string("; there is none") + (of_monitor ? "" : ": add [[points]]");
  } else {
    const auto hint = meant(pattern, names);
    out.text += hint.empty() ? ", so it does nothing" : hint;
  }
  return out;
}

}  // namespace

void check_patterns(const problems& patterns, const std::vector<point_spec>& points,
                    const std::vector<std::string>& instances, problems& found) {
  std::vector<std::string> ids;
  ids.reserve(points.size());
  for (const auto& p : points) ids.push_back(p.what.id);
  std::set<std::pair<std::string, std::string>> looked_at;
  for (const auto& written : patterns) {
    if (!looked_at.emplace(written.key, written.text).second) continue;
    std::string_view pattern = written.text;
    const bool of_monitor = pattern.starts_with(monitor_mark);
    if (of_monitor) pattern.remove_prefix(monitor_mark.size());
    const auto& names = of_monitor ? instances : ids;
    if (std::none_of(names.begin(), names.end(),
                     [&](const std::string& name) { return glob_matches(pattern, name); }))
      found.push_back(unfit(written, pattern, of_monitor, names));
  }
}

void check_exclusive(const std::vector<const instance_spec*>& all, const std::string& file, problems& found) {
  std::map<std::vector<std::string>, const instance_spec*> owners;
  for (const auto* spec : all) {
    const type_view type(*spec->type.type);
    std::vector<std::string> place{std::string(type.id)}, keys;
    for (const auto& p : type.params) {
      if (!p.exclusive) continue;
      keys.emplace_back(p.key);
      const auto given = std::find_if(spec->settings.begin(), spec->settings.end(),
                                      [&](const setting& s) { return s.key == p.key; });
      auto value = given != spec->settings.end() ? given->value : std::string(p.def.value_or(""));
      std::transform(value.begin(), value.end(), value.begin(), values::to_lower);
      place.push_back(std::move(value));
    }
    // What is not there, the plugin complains of.
    if (keys.empty() || std::find(place.begin(), place.end(), "") != place.end()) continue;
    const auto [owner, fresh] = owners.emplace(std::move(place), spec);
    if (fresh) continue;
    found.push_back({problem::severity::warning,
                     file,
                     spec->at,
                     "monitors." + spec->monitor,
                     {},
                     "the instance " + in_quotes(spec->name) + " has the same " + join(keys, " and ") +
                         " as " + in_quotes(owner->second->name) + ", and " + std::string(type.id) +
                         " wants them for one instance alone; remove one, or give it others"});
  }
}

}  // namespace watchpost::engine
