// What the state service of a host keeps, in memory: of a process that is killed, it is what is left.
#pragma once

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/text.hpp>
#include <watchpost/service/state.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::test {

// Not thread-safe.
struct memory_state {
  plugin::entries entries;

  void put(const std::string& key, const std::optional<std::string>& value) {
    if (value) {
      entries[key] = *value;
    } else {
      entries.erase(key);
    }
  }

  // Edits as the plugins have them: each with a key, and a value or none.
  template <class Edits>
  void write(const Edits& changes) {
    for (const auto& e : changes) put(e.key, e.value);
  }

  // wp_state::commit() and load(), but for what they answer.
  void write(const wp_edit* edits, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const wp_bytes value = edits[i].value;
      std::optional<std::string> text;
      if (value.ptr != nullptr) text.emplace(static_cast<const char*>(value.ptr), value.len);
      put(std::string(plugin::view(edits[i].key)), text);
    }
  }
  void load(wp_str prefix, const wp_entry_sink* sink) const {
    for (const auto& [key, value] : entries)
      if (key.starts_with(plugin::view(prefix)))
        sink->put(sink->ctx, plugin::to_abi(key), {value.data(), value.size()});
  }
};

}  // namespace watchpost::test
