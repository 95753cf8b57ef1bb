// error.h - errors of the host as values: abi::error and abi::expected, as plugins have them.
//
//   abi::expected<int> read() { return abi::error{.status = WP_E_IO, .domain = "state", .text = "disk full"}; }
#pragma once

#include <watchpost/cpp/expected.hpp>

namespace watchpost::engine {

/// What a plugin passed, safe to show: each text is one line and has a bound.
abi::error printable(const abi::error& from);

}  // namespace watchpost::engine
