// Changes of an instance's durable state, as values: pure parts return them, and whoever runs the part
// commits those of several parts together.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail_command {

// As the state service takes it; no value: the key is removed. The front of a key says whose it is, e.g.
// "outbox.", "journal.".
struct edit {
  std::string key;
  std::optional<std::string> value;
};
using edits = std::vector<edit>;

inline void append(edits& to, edits more) {
  for (auto& e : more) to.push_back(std::move(e));
}

}  // namespace watchpost::mail_command
