// redaction.h - the second fence around secrets: known secret values are blotted out of a plugin's texts.
//
// The first fence is the plugin itself, which must not show them at all.
#pragma once

#include "engine/poll_result.h"

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

class redaction {
 public:
  /// Shorter secrets are not looked for: they would blot out ordinary words.
  static constexpr std::size_t shortest = 6;

  /// The text as it is, and as it looks within base64 wherever it begins there.
  void add(std::string_view secret);
  std::string apply(std::string_view text) const;
  void apply(poll_result& found) const;

 private:
  std::vector<std::string> needles_;
};

}  // namespace watchpost::engine
