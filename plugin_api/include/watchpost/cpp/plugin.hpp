// watchpost/cpp/plugin.hpp - everything a plugin author needs, except the I/O thread (io_thread.hpp needs
// Boost.Asio).
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
