// watchpost/cpp/host_ref.hpp - the host, as an instance sees it.
//
//   std::string_view everything();
//
//   void signed_in(plugin::host_ref host) {
//     host.info("signed in to mx1");
//     if (host.enabled(plugin::level::debug)) host.debug(everything());
//   }
//
// Ownership: a pointer to copy around; the host behind it is valid until destroy() returned (close(), for
// module_host()). The texts that come back live as long.
// Threads: every function on any thread, also at once. None waits, none throws.
#pragma once

#include <watchpost/cpp/text.hpp>
#include <watchpost/host.h>

#include <cstdint>
#include <string_view>

namespace watchpost::plugin {

/// How much a line of the log matters.
enum class level : std::int32_t {
  debug = WP_LOG_DEBUG,
  info = WP_LOG_INFO,
  warning = WP_LOG_WARNING,
  error = WP_LOG_ERROR
};

/// The host of one instance, or of the module.
class host_ref {
 public:
  /// `host` is not NULL when a function is called.
  explicit host_ref(const wp_host* host) noexcept : host_(host) {}

  /// The host program: "host_sim 0.1.0".
  std::string_view name() const noexcept { return view(host_->name); }
  /// The stable name of this instance, the same after a restart; "" for the host of the module.
  std::string_view instance() const noexcept { return view(host_->instance); }

  /// Whether a line of this level would be kept; log() asks by itself.
  bool enabled(level l) const noexcept {
    return host_->log_enabled(host_, static_cast<std::int32_t>(l)) != 0;
  }

  /// One line, without a line break and without secrets. Allowed even in the destructor of the instance.
  void log(level l, std::string_view text) const noexcept {
    if (enabled(l)) host_->log(host_, static_cast<std::int32_t>(l), to_abi(text));
  }
  void debug(std::string_view text) const noexcept { log(level::debug, text); }
  void info(std::string_view text) const noexcept { log(level::info, text); }
  void warning(std::string_view text) const noexcept { log(level::warning, text); }
  void error(std::string_view text) const noexcept { log(level::error, text); }

  /// The table behind a service id, or nullptr where the host does not offer it. T is the struct of the
  /// header that defines the id: nobody checks that. Lives as long as the host.
  template <class T>
  const T* service(const char* id) const noexcept {
    return static_cast<const T*>(host_->service(host_, id));
  }

  const wp_host* abi() const noexcept { return host_; }

 private:
  const wp_host* host_;
};

}  // namespace watchpost::plugin
