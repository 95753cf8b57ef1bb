// watchpost/cpp/text.hpp - wp_str and wp_bytes from and to std::string_view.
//
//   constexpr wp_str started = plugin::to_abi("started");
//   constexpr std::string_view text = plugin::view(started);
//
// Nothing here owns, copies or throws: a view lives as long as what it looks at. Also where plugin:: and
// host:: get the names that both sides share.
#pragma once

#include <watchpost/base.h>

#include <string_view>

namespace watchpost::abi {

constexpr wp_str to_abi(std::string_view text) noexcept { return {text.data(), text.size()}; }

constexpr wp_bytes to_abi_bytes(std::string_view bytes) noexcept { return {bytes.data(), bytes.size()}; }

/// NULL is the empty text, whatever `len` says.
constexpr std::string_view view(wp_str text) noexcept {
  return text.ptr != nullptr ? std::string_view(text.ptr, text.len) : std::string_view();
}

inline std::string_view view(wp_bytes bytes) noexcept {
  return bytes.ptr != nullptr ? std::string_view(static_cast<const char*>(bytes.ptr), bytes.len)
                              : std::string_view();
}

/// A constant text of the ABI, where NULL means "none".
constexpr std::string_view view(const char* text) noexcept {
  return text != nullptr ? std::string_view(text) : std::string_view();
}

}  // namespace watchpost::abi

// The words of both sides: watchpost::plugin::error and watchpost::host::error are the same type.
namespace watchpost::plugin {
using namespace watchpost::abi;
}
namespace watchpost::host {
using namespace watchpost::abi;
}
