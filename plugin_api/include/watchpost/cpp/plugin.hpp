// watchpost/cpp/plugin.hpp - everything a plugin author needs, except the I/O thread (io_thread.hpp needs
// Boost.Asio).
//
// What holds in these headers unless one says otherwise:
//   - Values own what they hold and may be used by one thread at a time. A std::string_view argument, and a
//     struct of the ABI, is borrowed until the call returns.
//   - Errors are values (status.hpp). What throws, throws std::bad_alloc or what a callable of the author
//     threw.
//   - `_ms` is milliseconds: of the host's monotonic clock, or, where it says wall, since 1970-01-01T00:00Z.
//   - What is read from a struct of the ABI asks WP_HAS(); a field that the other side does not know keeps
//     its default here. Unknown numbers of an enum class become the harmless one.
//
// The examples in these headers are whole: they compile behind the include of their header and
// `using namespace watchpost;`.
#pragma once

#include <watchpost/cpp/module.hpp>
#include <watchpost/cpp/op.hpp>
#include <watchpost/cpp/result.hpp>
#include <watchpost/cpp/secret.hpp>
#include <watchpost/cpp/services.hpp>
#include <watchpost/cpp/settings.hpp>
