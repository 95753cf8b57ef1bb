// watchpost/cpp/status.hpp - errors as values.
//
//   plugin::outcome<int> connections();
//
//   plugin::failure activate() {
//     const plugin::outcome<int> n = connections();
//     if (!n) return n.error();
//     if (*n > 10) return plugin::error{WP_E_IO, "smtp", 421, "mx1: too busy", "smtp.host"};
//     return {};
//   }
//
// Expected failures come back as `failure` or `outcome`; exceptions are left to lack of memory and faults of
// the program. These are the same types in plugins and in hosts.
#pragma once

#include <watchpost/cpp/text.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

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

/// Why something failed, as an owning value.
struct error {
  wp_status status = WP_E_INTERNAL;
  std::string domain;     ///< "smtp", "imap", "tls", "settings", ...; empty: none
  std::int64_t code = 0;  ///< in the domain's own numbers (an SMTP reply code, an errno); 0: none
  std::string text;       ///< one line for people; never holds a secret
  std::string key;        ///< the setting at fault; empty: none

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

/// Sends an error that is all constants; never allocates.
inline void send_error(const wp_error_sink* sink, wp_status status, const char* domain,
                       std::string_view text) noexcept {
  if (sink == nullptr || sink->set == nullptr) return;
  const wp_error abi{sizeof(wp_error), status, domain, 0, to_abi(text), wp_str{nullptr, 0}};
  sink->set(sink->ctx, &abi);
}

/// An error, or nothing when all went well.
using failure = std::optional<error>;

/// A value, or the error that stands in its place. Looking at the one that is not there throws
/// std::bad_variant_access.
template <class T>
class [[nodiscard]] outcome {
 public:
  outcome(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  outcome(abi::error why) : content_(std::in_place_index<1>, std::move(why)) {}

  explicit operator bool() const noexcept { return content_.index() == 0; }
  bool has_value() const noexcept { return content_.index() == 0; }
  T& operator*() & { return std::get<0>(content_); }
  const T& operator*() const& { return std::get<0>(content_); }
  T&& operator*() && { return std::get<0>(std::move(content_)); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }
  const abi::error& error() const { return std::get<1>(content_); }

 private:
  std::variant<T, abi::error> content_;
};

}  // namespace watchpost::abi
