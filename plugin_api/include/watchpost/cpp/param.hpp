// watchpost/cpp/param.hpp - one parameter, bound to a member of a plain struct.
//
//   namespace param = plugin::param;
//
//   enum class tls_mode { none, starttls, implicit };
//   inline constexpr wp_choice tls_names[] = {
//       {"none", "no TLS"}, {"starttls", "upgrade"}, {"implicit", "TLS at once"}};  // index == enum value
//
//   struct server {
//     std::chrono::milliseconds timeout;
//   };
//   struct config {
//     std::uint16_t port;
//     tls_mode tls;
//     plugin::secret password;
//     server imap;
//   };
//
//   constexpr auto port = param::port<&config::port>("smtp.port").title("SMTP port").def("submission");
//   constexpr auto tls = param::choice<&config::tls>("smtp.tls", tls_names).def("starttls");
//   constexpr auto password = param::secret<&config::password>("smtp.password").when("smtp.auth=password");
//   constexpr auto timeout =  // of config.imap.timeout
//       param::duration<&config::imap, &server::timeout>("imap.timeout").def("30s").min("1s");
//
// The member's type decides the rest: std::vector<T> makes the parameter REPEATED, std::optional<T> leaves it
// empty when nothing was given and there is no default. Integers narrower than 64 bits get their limits as
// min and max. All texts are constants that live as long as the module.
//
// All of it happens at compile time but for the setters, which settings.hpp calls. A key is lower case with
// dots for groups, and for ever once released.
#pragma once

#include <watchpost/cpp/accept.hpp>
#include <watchpost/cpp/secret.hpp>

#include <array>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace watchpost::plugin {

namespace detail {
// Of a path of members &A::b, &B::c: the struct where it begins, and the type where it ends.
template <class C, class T>
C owner_of(T C::*);
template <auto First, auto...>
struct owner {
  using type = decltype(owner_of(First));
};
template <auto... M>
using owner_t = typename owner<M...>::type;

template <auto First, auto... Rest, class C>
constexpr auto& member(C& object) {
  if constexpr (sizeof...(Rest) == 0) {
    return object.*First;
  } else {
    return member<Rest...>(object.*First);
  }
}
template <auto... M>
using member_t = std::remove_reference_t<decltype(member<M...>(std::declval<owner_t<M...>&>()))>;

// What one setting fills: T of std::optional<T> and of std::vector<T>.
template <class T>
struct element {
  using type = T;
  static constexpr bool list = false;
};
template <class T>
struct element<std::optional<T>> {
  using type = T;
  static constexpr bool list = false;
};
template <class T>
struct element<std::vector<T>> {
  using type = T;
  static constexpr bool list = true;
};
template <auto... M>
using element_t = typename element<member_t<M...>>::type;

/// The digits of an integer as a constant, NUL-ended text.
template <auto Value>
constexpr std::array<char, 24> digits_of() {
  std::array<char, 24> reversed{};
  std::array<char, 24> out{};
  std::size_t n = 0;
  std::size_t to = 0;
  bool negative = Value < 0;
  for (auto rest = static_cast<long long>(Value); n == 0 || rest != 0; rest /= 10) {
    const auto digit = rest % 10;
    reversed[n++] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  if (negative) out[to++] = '-';
  while (n != 0) out[to++] = reversed[--n];
  return out;
}
template <auto Value>
inline constexpr std::array<char, 24> digits = digits_of<Value>();

/// Parses one value of kind Kind; T is the type of the member, or of its elements. nullopt: it does not fit.
template <std::uint32_t Kind, class T>
std::optional<T> parse_as(const wp_param& p, std::string_view text) {
  const auto narrow = [](const auto& value) -> std::optional<T> {
    if (!value || !std::in_range<T>(*value)) return std::nullopt;
    return static_cast<T>(*value);
  };
  if constexpr (Kind == WP_KIND_BOOL) {
    return values::parse_bool(text);
  } else if constexpr (Kind == WP_KIND_INT) {
    return narrow(parse_bounded(p, text, values::parse_int));
  } else if constexpr (Kind == WP_KIND_SIZE) {
    return narrow(parse_bounded(p, text, values::parse_size));
  } else if constexpr (Kind == WP_KIND_PORT) {
    return narrow(values::parse_port(text));
  } else if constexpr (Kind == WP_KIND_FLOAT) {
    const auto value = parse_bounded(p, text, values::parse_float);
    return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  } else if constexpr (Kind == WP_KIND_DURATION) {
    return parse_bounded(p, text, values::parse_duration);
  } else if constexpr (Kind == WP_KIND_ENUM) {
    const auto index = find_choice(p, text);
    return index ? std::optional<T>(static_cast<T>(*index)) : std::nullopt;
  } else if constexpr (Kind == WP_KIND_HOST) {
    const auto host = values::parse_host(text);
    return host ? std::optional<T>(*host) : std::nullopt;
  } else {
    return accepts(p, text) ? std::optional<T>(std::in_place, text) : std::nullopt;
  }
}

/// The setter of a field: parses and stores. `first` clears a list. False: it does not fit, and nothing has
/// changed.
template <std::uint32_t Kind, auto... M>
bool assign(owner_t<M...>& object, const wp_param& p, std::string_view text, bool first) {
  using T = element_t<M...>;
  auto value = parse_as<Kind, T>(p, text);
  if (!value) return false;
  auto& slot = member<M...>(object);
  if constexpr (element<member_t<M...>>::list) {
    if (first) slot.clear();
    slot.push_back(std::move(*value));
  } else {
    (void)first;
    slot = std::move(*value);
  }
  return true;
}
}  // namespace detail

/// One line of a settings table: the descriptor, and the code that fills the member of a C. Each function
/// returns a changed copy. Texts are NUL-ended constants, spelled as a user types them.
template <class C>
struct field {
  using setter = bool (*)(C& object, const wp_param& p, std::string_view text, bool first);
  wp_param param;
  setter set;

  constexpr field title(const char* text) const { return with(&wp_param::title, text); }
  constexpr field help(const char* text) const { return with(&wp_param::help, text); }
  constexpr field group(const char* text) const { return with(&wp_param::group, text); }
  /// The value when none is given. Without one the member keeps what its struct says.
  constexpr field def(const char* text) const { return with(&wp_param::def, text); }
  /// Bounds of integers, numbers, durations and sizes, both inclusive: "1s".
  constexpr field min(const char* text) const { return with(&wp_param::min, text); }
  constexpr field max(const char* text) const { return with(&wp_param::max, text); }
  /// "other.key=a|b": only used then; otherwise ignored and not required.
  constexpr field when(const char* text) const { return with(&wp_param::when, text); }
  // What the marks mean to a host: see WP_PARAM_* in param.h.
  constexpr field required() const { return flag(WP_PARAM_REQUIRED); }
  constexpr field macro() const { return flag(WP_PARAM_MACRO); }
  constexpr field advanced() const { return flag(WP_PARAM_ADVANCED); }
  constexpr field identity() const { return flag(WP_PARAM_IDENTITY); }
  constexpr field exclusive() const { return flag(WP_PARAM_EXCLUSIVE); }

 private:
  constexpr field with(const char* wp_param::*slot, const char* text) const {
    field out = *this;
    out.param.*slot = text;
    return out;
  }
  constexpr field flag(std::uint32_t bit) const {
    field out = *this;
    out.param.flags |= bit;
    return out;
  }
};

}  // namespace watchpost::plugin

#include <watchpost/cpp/param_kinds.hpp>
