// plugin_code.h - where in memory the code of loaded plugins lies.
#pragma once

#include <string>

namespace watchpost::engine {

/// Remembers the library that has `inside`, as the plugin `path`, for as long as the process lives: plugins stay
/// mapped. Beyond 64 plugins nothing is remembered. Any thread, one at a time.
void remember_plugin_code(const std::string& path, const void* inside);

/// The path of the plugin whose library has that address; NULL: of none. Also in a signal handler.
const char* plugin_with_code(const void* address) noexcept;

}  // namespace watchpost::engine
