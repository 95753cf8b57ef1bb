// secret.h - bytes that wipe their memory, for hosts; see watchpost/cpp/secret.hpp.
#pragma once

#include <watchpost/cpp/secret.hpp>

namespace watchpost::engine {

using watchpost::plugin::secret;

}  // namespace watchpost::engine
