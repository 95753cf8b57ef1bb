// watchpost/cpp/status.hpp - errors as values.
//
//   plugin::status check(int connections) {
//     if (connections <= 10) return {};
//     return plugin::error{.status = WP_E_LIMIT, .domain = "smtp", .text = "mx1: too busy", .key = "host"};
//   }
//
//   std::string verdict(int connections) {
//     const plugin::status failed = check(connections);
//     return failed ? to_text(*failed) : "well";
//   }
//
// Expected failures come back as `status`, or as `expected` in place of a value (expected.hpp). Exceptions are
// left to lack of memory and faults of the program. These are the same types in plugins and in hosts.
#pragma once

#include <watchpost/cpp/text.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::abi {

/// The names of the wp_status values, at the index of their absolute value.
inline constexpr std::array<std::string_view, 14> status_names = {
    "ok",        "internal", "argument", "unsupported", "lifecycle", "settings", "memory",
    "not_found", "busy",     "timeout",  "cancelled",   "io",        "limit",    "abandoned"};

/// "unknown" for a number that this side does not know.
constexpr std::string_view status_name(wp_status status) noexcept {
  const std::int64_t index = -static_cast<std::int64_t>(status);
  return index >= 0 && index < static_cast<std::int64_t>(status_names.size())
             ? status_names[static_cast<std::size_t>(index)]
             : "unknown";
}

/// Why something failed, as an owning value. Its fields are set by name.
struct error {
  /// Bars initialization by position, and with it that a number or a text converts to an error.
  struct designated {
    explicit designated() = default;
    bool operator==(const designated&) const = default;
  };
  [[no_unique_address]] designated by_name = designated();
  wp_status status = WP_E_INTERNAL;
  std::string domain = {};  ///< "smtp", "imap", "tls", "settings", ...; empty: none
  std::int64_t code = 0;    ///< in the domain's own numbers (an SMTP reply code, an errno); 0: none
  std::string text = {};    ///< one line for people; never holds a secret
  std::string key = {};     ///< the setting at fault; empty: none

  bool operator==(const error&) const = default;

  /// Calls `receive(const wp_error*)` with a view of this error that lives as long as the call.
  template <class Receive>
  void visit_abi(Receive&& receive) const {
    const wp_error abi{sizeof(wp_error), status, domain.c_str(), code, to_abi(text), to_abi(key)};
    receive(&abi);
  }

  /// Does nothing without a sink. At most once per sink.
  void send(const wp_error_sink* sink) const {
    if (sink != nullptr && sink->set != nullptr)
      visit_abi([&](const wp_error* e) { sink->set(sink->ctx, e); });
  }

  /// Copies; may throw std::bad_alloc.
  static error from_abi(const wp_error& abi) {
    error out;
    if (WP_HAS(&abi, status)) out.status = abi.status;
    if (WP_HAS(&abi, domain)) out.domain = view(abi.domain);
    if (WP_HAS(&abi, code)) out.code = abi.code;
    if (WP_HAS(&abi, text)) out.text = view(abi.text);
    if (WP_HAS(&abi, key)) out.key = view(abi.key);
    return out;
  }
};

/// "smtp 535: authentication failed (smtp.password)": one line from all fields. May throw std::bad_alloc.
inline std::string to_text(const error& failed) {
  std::string out = failed.domain;
  if (failed.code != 0) out += (out.empty() ? "" : " ") + std::to_string(failed.code);
  if (!out.empty()) out += ": ";
  out += failed.text.empty() ? "failed: " + std::string(status_name(failed.status)) : failed.text;
  if (!failed.key.empty()) out += " (" + failed.key + ")";
  return out;
}

/// Sends an error that is all constants; never allocates.
inline void send_error(const wp_error_sink* sink, wp_status status, const char* domain,
                       std::string_view text) noexcept {
  if (sink == nullptr || sink->set == nullptr) return;
  const wp_error abi{sizeof(wp_error), status, domain, 0, to_abi(text), wp_str{nullptr, 0}};
  sink->set(sink->ctx, &abi);
}

/// How a call without a value ended: its error, or nothing when all went well. Named `failed` where it is
/// tested: "if (failed)".
using status = std::optional<error>;

}  // namespace watchpost::abi
