// failure.h - why something in the host did not work, as a value.
//
//   expected<int> read() { return failure{.status = WP_E_IO, .domain = "state", .text = "disk full"}; }
#pragma once

#include <watchpost/cpp/status.hpp>

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>

namespace watchpost::engine {

/// One failure, the C++ twin of wp_error. `text` is one line for people and never holds a secret.
struct failure {
  /// Fields are set by name only; otherwise a number or a text would convert to a failure.
  struct designated {
    explicit designated() = default;
    bool operator==(const designated&) const = default;
  };
  [[no_unique_address]] designated by_name = designated();
  wp_status status = WP_E_INTERNAL;
  std::string domain = {};  ///< "smtp", "state", "loader", ...; empty: none
  std::int64_t code = 0;    ///< in the domain's own numbers; 0: none
  std::string text = {};
  std::string key = {};  ///< the setting at fault; empty: none

  bool operator==(const failure&) const = default;
};

template <class T>
using expected = boost::system::result<T, failure>;

/// "smtp 535: authentication failed (smtp.password)": one line from all fields.
std::string to_text(const failure& why);

/// What a plugin passed, made safe to show.
failure from_abi(const abi::error& error);

/// Called by result::value() on a failure: a programming error, so it throws std::logic_error.
[[noreturn]] void throw_exception_from_error(const failure& why, const boost::source_location& where);

}  // namespace watchpost::engine
