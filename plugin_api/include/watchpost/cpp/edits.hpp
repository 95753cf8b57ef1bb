// watchpost/cpp/edits.hpp - changes of an instance's durable state, as values.
//
//   plugin::edits replaced(const std::string& old_probe, const std::string& new_probe) {
//     plugin::edits changes{plugin::edit::set("probe." + new_probe, "sent")};
//     plugin::append(changes, {plugin::edit::remove("probe." + old_probe)});
//     return changes;
//   }
//
// Parts of a plugin that touch no host return them; who runs these parts commits what belongs together at once
// (services.hpp, awaited.hpp).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// One change of the store: a value to set (any bytes, also none at all), or nullopt to remove the key. At
/// most WP_STATE_KEY_MAX and WP_STATE_VALUE_MAX bytes: else the commit is refused with WP_E_LIMIT. By custom the
/// front of a key says whose it is: "outbox.17".
struct edit {
  std::string key;
  std::optional<std::string> value;

  static edit set(std::string key, std::string value) { return {std::move(key), std::move(value)}; }
  static edit remove(std::string key) { return {std::move(key), std::nullopt}; }

  bool operator==(const edit&) const = default;
};

using edits = std::vector<edit>;

inline void append(edits& changes, edits more) {
  for (edit& each : more) changes.push_back(std::move(each));
}

/// What a store holds: by key, in the order of bytes.
using entries = std::map<std::string, std::string, std::less<>>;

}  // namespace watchpost::plugin
