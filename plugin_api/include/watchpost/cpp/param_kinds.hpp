// watchpost/cpp/param_kinds.hpp - the makers of fields, one per kind; see param.hpp, which includes this
// file.
//
// Each takes the path to a member, <&config::port> or <&config::imap, &server::port>, and refuses a member of
// another type at compile time; std::optional and std::vector of that type will do as well. What a value
// looks like: values.hpp.
#pragma once

#include <watchpost/cpp/param.hpp>

namespace watchpost::plugin::param {

namespace detail {
using namespace watchpost::plugin::detail;

template <std::uint32_t Kind, auto... M>
constexpr field<owner_t<M...>> make(const char* key) {
  field<owner_t<M...>> f{};
  f.param.size = sizeof(wp_param);
  f.param.kind = Kind;
  f.param.key = key;
  if constexpr (element<member_t<M...>>::list) f.param.flags = WP_PARAM_REPEATED;
  f.set = &assign<Kind, M...>;
  return f;
}
template <auto... M>
inline constexpr bool binds_integer =
    std::is_integral_v<element_t<M...>> && !std::is_same_v<element_t<M...>, bool>;
template <auto... M>
inline constexpr bool binds_string = std::is_same_v<element_t<M...>, std::string>;
}  // namespace detail

/// "true", "no", "on", ...
template <auto... M>
constexpr auto boolean(const char* key) {
  static_assert(std::is_same_v<detail::element_t<M...>, bool>, "a boolean is bound to a bool");
  return detail::make<WP_KIND_BOOL, M...>(key);
}

/// Of any width; min and max are those of the type until others are set.
template <auto... M>
constexpr auto integer(const char* key) {
  static_assert(detail::binds_integer<M...>, "an integer is bound to an integer type");
  using limits = std::numeric_limits<detail::element_t<M...>>;
  auto f = detail::make<WP_KIND_INT, M...>(key);
  if constexpr (sizeof(detail::element_t<M...>) < 8) {
    f = f.min(detail::digits<limits::min()>.data()).max(detail::digits<limits::max()>.data());
  } else if constexpr (!limits::is_signed) {
    f = f.min("0");
  }
  return f;
}

template <auto... M>
constexpr auto number(const char* key) {
  static_assert(std::is_floating_point_v<detail::element_t<M...>>, "a number is bound to double or float");
  return detail::make<WP_KIND_FLOAT, M...>(key);
}

/// One line, taken as it stands, blanks at its ends included.
template <auto... M>
constexpr auto string(const char* key) {
  static_assert(detail::binds_string<M...>, "a string is bound to std::string");
  return detail::make<WP_KIND_STRING, M...>(key);
}

/// Several lines, taken as they stand.
template <auto... M>
constexpr auto text(const char* key) {
  static_assert(detail::binds_string<M...>, "a text is bound to std::string");
  return detail::make<WP_KIND_TEXT, M...>(key);
}

/// One line that is never shown, logged or exported; see secret.hpp. No default.
template <auto... M>
constexpr auto secret(const char* key) {
  static_assert(std::is_same_v<detail::element_t<M...>, plugin::secret>,
                "a secret is bound to plugin::secret");
  return detail::make<WP_KIND_SECRET, M...>(key);
}

/// One of `names`, in any case. `names` has static storage; the index of a name is the value of the
/// enumerator.
template <auto... M, std::size_t N>
constexpr auto choice(const char* key, const wp_choice (&names)[N]) {
  static_assert(std::is_enum_v<detail::element_t<M...>>, "a choice is bound to an enum");
  auto f = detail::make<WP_KIND_ENUM, M...>(key);
  f.param.choices = names;
  f.param.choice_count = N;
  return f;
}

/// "500ms", "1h30m"; to the millisecond.
template <auto... M>
constexpr auto duration(const char* key) {
  static_assert(std::is_same_v<detail::element_t<M...>, std::chrono::milliseconds>,
                "a duration is bound to std::chrono::milliseconds");
  return detail::make<WP_KIND_DURATION, M...>(key);
}

/// Bytes: "64KiB".
template <auto... M>
constexpr auto size(const char* key) {
  static_assert(detail::binds_integer<M...>, "a size is bound to an integer type");
  static_assert(sizeof(detail::element_t<M...>) == 8, "a size is bound to 64 bits");
  return detail::make<WP_KIND_SIZE, M...>(key);
}

/// A host name or an IP address, stored without the brackets of an IPv6 address. Nothing is looked up.
template <auto... M>
constexpr auto host(const char* key) {
  static_assert(detail::binds_string<M...>, "a host is bound to std::string");
  return detail::make<WP_KIND_HOST, M...>(key);
}

/// A number or the name of a TCP service, stored as the number.
template <auto... M>
constexpr auto port(const char* key) {
  static_assert(detail::binds_integer<M...>, "a port is bound to an integer type");
  static_assert(std::numeric_limits<detail::element_t<M...>>::max() >= 65535,
                "a port is bound to 16 bits or more");
  return detail::make<WP_KIND_PORT, M...>(key);
}

/// local@domain, without a display name.
template <auto... M>
constexpr auto email(const char* key) {
  static_assert(detail::binds_string<M...>, "a mail address is bound to std::string");
  return detail::make<WP_KIND_EMAIL, M...>(key);
}

/// A file or folder on the host's machine; not looked at.
template <auto... M>
constexpr auto path(const char* key) {
  static_assert(detail::binds_string<M...>, "a path is bound to std::string");
  return detail::make<WP_KIND_PATH, M...>(key);
}

}  // namespace watchpost::plugin::param
