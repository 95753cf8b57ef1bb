// The state store of a test: what is in it survives the death of a process.
#pragma once

#include <watchpost/cpp/edits.hpp>

#include <map>
#include <string>

namespace watchpost::mail_command::test {

struct disk {
  std::map<std::string, std::string, std::less<>> entries;

  void write(const plugin::edits& changes) {
    for (const auto& e : changes) {
      if (e.value) {
        entries[e.key] = *e.value;
      } else {
        entries.erase(e.key);
      }
    }
  }
};

}  // namespace watchpost::mail_command::test
