// IMAP sequence sets (RFC 9051 section 9): "1:3,7,9:*", or "$" for a saved search (RFC 5182).
//
//   auto set = imap_set::parse("2:*");
//   set->contains(5, 9)  // 9 is what * stands for
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::sandbox {

struct imap_set {
  bool saved = false;                                             // "$"
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges{};  // 0 stands for *

  static std::optional<imap_set> parse(std::string_view text);
  bool contains(std::uint32_t n, std::uint32_t star) const;
};

// Rising numbers as a set: {1, 2, 3, 7} is "1:3,7".
std::string set_text(std::span<const std::uint32_t> numbers);

}  // namespace watchpost::sandbox
