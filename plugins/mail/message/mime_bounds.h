// What a message must keep to before GMime sees a byte of it. GMime nests address groups ("To: a:a:a:...") by
// recursion without an end, and spends time and memory on each part and field.
//
//   if (!mime_fault(message).empty()) return std::nullopt;
#pragma once

#include <cstddef>
#include <string_view>

namespace watchpost::mail::message {

struct mime_bounds {
  std::size_t message = 256 * 1024;  // bytes
  std::size_t header = 64 * 1024;    // bytes up to the first empty line
  std::size_t field = 16 * 1024;     // bytes of a field there, all its lines
  // Of what could be one, at the beginning of any line:
  std::size_t fields = 2000;
  std::size_t address_fields = 100;  // From, To and the like
  std::size_t address_field = 4096;  // bytes of one
  std::size_t colons = 100;          // in one: each may open a group
  std::size_t containers = 64;       // multiparts and embedded messages, so also the depth of both
  std::size_t delimiters = 2000;     // that begin a part
};

// What `message`, whole or cut off, exceeds; empty: nothing. Looks at lines, not at the structure, so that no
// structure can hide a field from it: a text that looks like a field counts as one.
std::string_view mime_fault(std::string_view message, const mime_bounds& most = {});

}  // namespace watchpost::mail::message
