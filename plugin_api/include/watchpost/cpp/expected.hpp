// watchpost/cpp/expected.hpp - a value, or the error that stands in its place.
//
//   plugin::expected<int> connections();
//
//   plugin::status activate() {
//     const plugin::expected<int> n = connections();
//     if (!n) return n.error();
//     if (*n > 10) return plugin::error{.status = WP_E_LIMIT, .domain = "smtp", .text = "mx1: too busy"};
//     return {};
//   }
//
// Who takes the one that is not there has not asked: a fault of the program, so it throws std::logic_error
// with the error's text. Nothing else here throws but what copying, moving or comparing a value throws.
#pragma once

#include <watchpost/cpp/status.hpp>

#include <concepts>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace watchpost::abi {

/// What a call that returns a value came to.
template <class T>
class [[nodiscard]] expected {
 public:
  /// From a T, and from what converts to one.
  template <class U = T>  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): copies are excluded
  requires(std::convertible_to<U, T> && !std::same_as<std::remove_cvref_t<U>, expected>) expected(U&& value)
      : content_(std::in_place_index<0>, std::forward<U>(value)) {}
  expected(abi::error failed) : content_(std::in_place_index<1>, std::move(failed)) {}

  bool has_value() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return at(*this); }
  const T& value() const& { return at(*this); }
  /// By value: what it is called on ends before a loop over the result begins.
  T value() && { return std::move(at(*this)); }
  T& operator*() & { return at(*this); }
  const T& operator*() const& { return at(*this); }
  T operator*() && { return std::move(at(*this)); }
  T* operator->() { return &at(*this); }
  const T* operator->() const { return &at(*this); }

  const abi::error& error() const {
    if (content_.index() != 1) throw std::logic_error("there is no error");
    return *std::get_if<1>(&content_);
  }

  bool operator==(const expected&) const = default;

 private:
  template <class Self>
  static auto& at(Self& self) {
    if (!self.has_value()) throw std::logic_error(to_text(self.error()));
    return *std::get_if<0>(&self.content_);
  }

  std::variant<T, abi::error> content_;
};

/// What a call that returns nothing came to, in the form of those that return a value; true is success, where
/// a `status` is true of an error.
template <>
class [[nodiscard]] expected<void> {
 public:
  expected() noexcept = default;
  expected(abi::error failed) : failed_(std::move(failed)) {}

  bool has_value() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return has_value(); }

  void value() const {
    if (failed_) throw std::logic_error(to_text(*failed_));
  }

  const abi::error& error() const {
    if (!failed_) throw std::logic_error("there is no error");
    return *failed_;
  }

  bool operator==(const expected&) const = default;

 private:
  status failed_;
};

}  // namespace watchpost::abi
