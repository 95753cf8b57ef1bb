// Small files that settings name: authorities, tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace watchpost::mail {

// All of a regular file of at most `most` bytes. Else nothing, and `why` goes on after the file's name: "does not
// exist". Waits for nobody who writes to a pipe or a terminal. The text may be a secret: wipe() it then, it has no
// copies.
std::optional<std::string> read_file(const std::string& path, std::size_t most, std::string& why);

// Everybody on this machine can read it.
bool is_open_to_all(const std::string& path);

}  // namespace watchpost::mail
