// Names that were accepted once and are not accepted again until they are forgotten by age: mails, one-time
// codes, signatures. Pure; durable under a prefix of the state.
//
//   aged_keys seen("seen.");
//   if (seen.has(id)) ...            // a replay
//   append(changes, seen.add(id, now + 8 * day));
#pragma once

#include <watchpost/cpp/edits.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace watchpost::mail_command::state {

class aged_keys {
 public:
  static constexpr std::size_t most = 20'000;  // beyond: what would be forgotten next is

  explicit aged_keys(std::string prefix) : prefix_(std::move(prefix)) {}

  // An entry of the state whose key begins with the prefix; false: it cannot be read.
  bool take(std::string_view key, std::string_view value);

  bool has(std::string_view name) const { return until_.find(name) != until_.end(); }
  bool has(std::string_view name, std::int64_t now_ms) const {
    const auto found = until_.find(name);
    return found != until_.end() && found->second > now_ms;
  }
  std::size_t size() const { return until_.size(); }

  // Until then, wall ms. A name that is there already stays for the longer time.
  plugin::edits add(std::string name, std::int64_t until_ms);
  // Forgets what is over.
  plugin::edits prune(std::int64_t now_ms);

  std::string_view prefix() const { return prefix_; }

 private:
  plugin::edit forget(const std::string& name);

  std::string prefix_;
  std::map<std::string, std::int64_t, std::less<>> until_;
  std::multimap<std::int64_t, std::string> by_age_;
};

}  // namespace watchpost::mail_command::state
