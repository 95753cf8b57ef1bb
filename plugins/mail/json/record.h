// The one form in which anything is stored: a record is a JSON object with its version and one member for each
// row of its table, enums by their names.
//
//   struct probe { phase is; std::int64_t due; std::vector<std::string> told; };
//   constexpr const auto& names_of(phase) { return phase_names; }            // both by argument-dependent look-up
//   constexpr auto fields_of(const probe*) {
//     return std::tuple{json::field("phase", &probe::is), json::field("due", &probe::due),
//                       json::field("told", &probe::told)};
//   }
//   std::string text = json::to_record(p);             // {"v":1,"phase":"sent","due":5,"told":[]}
//   if (const auto p = json::read_record<probe>(text)) ...
//
// Members may be bool, whole numbers, times, texts, enums, records (without a version of their own), lists and maps
// by text of these, optional ones, and what has a form<T>. A record is read whole or not at all: a member too few or
// too many, another kind, a number that does not fit, an unknown name or version make it unreadable. What is read may
// be bounded further by is_sound(const T&).
#pragma once

#include "fields.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace watchpost::mail::json {

// A record that changes gets the next one, and then older ones are unreadable.
inline constexpr std::int64_t first_version = 1;

inline constexpr std::size_t max_record = 1U << 20;  // bytes, as a host's state has values
inline constexpr std::size_t max_depth = 8;          // of lists and objects in each other

template <class T>
concept record = requires(const T* of) {
  fields_of(of);
};
template <class T>
concept bounded = requires(const T& of) {
  { is_sound(of) } -> std::same_as<bool>;
};
template <class T>
concept dictionary = requires {
  typename T::mapped_type;
};
template <class T>
concept list = !dictionary<T> && !std::same_as<T, std::string> && requires(const T& of) {
  of.begin(), of.size();
};
template <class T>
concept duration = requires {
  typename T::period;
};
template <class T>
concept optional = std::same_as<T, std::optional<typename T::value_type>>;

template <class T>
boost::json::value to_value(const T& from);

template <record T>
void write_fields(const T& from, boost::json::object& to) {
  const auto write = [&](const auto& each) { to.emplace(each.name, to_value(from.*each.member)); };
  std::apply([&](const auto&... each) { (write(each), ...); }, fields_of(&from));
}

template <class T>
boost::json::value to_value(const T& from) {
  if constexpr (std::same_as<T, bool> || std::integral<T>) {
    return boost::json::value(from);
  } else if constexpr (duration<T>) {
    return boost::json::value(from.count());
  } else if constexpr (std::same_as<T, std::string>) {
    return boost::json::string(from);
  } else if constexpr (std::is_enum_v<T>) {
    return boost::json::string(names_of(from)[static_cast<std::size_t>(from)]);
  } else if constexpr (record<T>) {
    boost::json::object all;
    write_fields(from, all);
    return all;
  } else if constexpr (dictionary<T>) {
    boost::json::object all;
    for (const auto& [name, value] : from) all.emplace(name, to_value(value));
    return all;
  } else if constexpr (optional<T>) {
    return from ? to_value(*from) : boost::json::value(nullptr);
  } else if constexpr (list<T>) {
    boost::json::array all;
    all.reserve(from.size());
    for (const auto& each : from) all.push_back(to_value(each));
    return all;
  } else {
    return form<T>::write(from);
  }
}

template <class T>
bool read_value(const boost::json::value& from, T& into);

// `others`: members of `from` that are no fields.
template <record T>
bool read_fields(const boost::json::object& from, T& into, std::size_t others) {
  const auto read = [&](const auto& each) {
    const boost::json::value* const found = from.if_contains(each.name);
    return found != nullptr && read_value(*found, into.*each.member);
  };
  return std::apply(
      [&](const auto&... each) { return from.size() == sizeof...(each) + others && (read(each) && ...); },
      fields_of(&into));
}

template <list T>
bool read_list(const boost::json::array& from, T& into) {
  if constexpr (requires { into.emplace_back(); }) {
    into.clear();
    for (const auto& each : from)
      if (!read_value(each, into.emplace_back())) return false;
    return true;
  } else {
    std::size_t i = 0;
    return from.size() == into.size() && std::all_of(from.begin(), from.end(), [&](const auto& each) {
             return read_value(each, into[i++]);
           });
  }
}

template <class T>
bool read_value(const boost::json::value& from, T& into) {
  bool read = false;
  if constexpr (std::same_as<T, bool>) {
    read = from.is_bool();
    if (read) into = from.get_bool();
  } else if constexpr (std::integral<T>) {
    boost::system::error_code unfit;
    if (from.is_int64() || from.is_uint64()) into = from.to_number<T>(unfit);
    read = !from.is_double() && from.is_number() && !unfit;
  } else if constexpr (duration<T>) {
    typename T::rep count = 0;
    read = read_value(from, count);
    into = T(count);
  } else if constexpr (std::same_as<T, std::string>) {
    read = from.is_string();
    if (read) into = from.get_string();
  } else if constexpr (std::is_enum_v<T>) {
    const auto& names = names_of(T{});
    const std::string_view word = from.is_string() ? std::string_view(from.get_string()) : std::string_view();
    const auto found = std::find(names.begin(), names.end(), word);
    read = !word.empty() && found != names.end();
    if (read) into = static_cast<T>(found - names.begin());
  } else if constexpr (record<T>) {
    read = from.is_object() && read_fields(from.get_object(), into, 0);
  } else if constexpr (dictionary<T>) {
    into.clear();
    read = from.is_object() &&
           std::all_of(from.get_object().begin(), from.get_object().end(), [&](const auto& each) {
             return read_value(each.value(), into[std::string(each.key())]);
           });
  } else if constexpr (optional<T>) {
    into.reset();
    read = from.is_null() || read_value(from, into.emplace());
  } else if constexpr (list<T>) {
    read = from.is_array() && read_list(from.get_array(), into);
  } else {
    read = form<T>::read(from, into);
  }
  if constexpr (bounded<T>) read = read && is_sound(into);
  return read;
}

// The object of that version which the text is; nothing: it is none.
std::optional<boost::json::object> parse_record(std::string_view text, std::int64_t version = first_version);
std::string serialize(const boost::json::object& all);

template <record T>
std::string to_record(const T& from, std::int64_t version = first_version) {
  boost::json::object all{{"v", version}};
  write_fields(from, all);
  return mail::json::serialize(all);
}

template <record T>
std::optional<T> read_record(std::string_view text, std::int64_t version = first_version) {
  const std::optional<boost::json::object> all = parse_record(text, version);
  std::optional<T> into;
  if (!all || !read_fields(*all, into.emplace(), 1)) return std::nullopt;
  if constexpr (bounded<T>)
    if (!is_sound(*into)) return std::nullopt;
  return into;
}

// Why an instance does not begin with a stored value of that key, and what to do.
std::string unreadable(std::string_view key);

}  // namespace watchpost::mail::json
