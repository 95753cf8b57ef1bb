// sandbox_place.h - where the running sandbox listens and who has a mailbox there: a file between `sandbox`, which
// writes it, and `sandbox send`, `list` and `show`, which read it.
//
//   const auto kept = kept_place::write(file, place);   // gone with `kept`
//   const auto place = read_place(file);
#pragma once

#include "engine/error.h"
#include "sandbox/server.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace watchpost::cli {

struct sandbox_place {
  std::string host;
  std::uint16_t submission = 0, pop3 = 0;
  std::vector<sandbox::user> users;

  /// Letter case is ignored; NULL: nobody has it.
  const sandbox::user* owner(std::string_view address) const;
};

/// In the user's runtime folder, or with the user's number in the folder for temporary files.
std::string default_place_file();

abi::expected<sandbox_place> read_place(const std::string& file);

class kept_place {
 public:
  /// Takes the place of what another sandbox wrote there. Only its owner may read it: it has passwords.
  static abi::expected<std::unique_ptr<kept_place>> write(const std::string& file,
                                                          const sandbox_place& place);
  kept_place(const kept_place&) = delete;
  kept_place& operator=(const kept_place&) = delete;
  /// Removes the file, unless another sandbox has written its own.
  ~kept_place();

 private:
  kept_place(std::string file, std::string content) : file_(std::move(file)), content_(std::move(content)) {}
  std::string file_, content_;
};

}  // namespace watchpost::cli
