// The table of a record; record.h says what it is good for.
#pragma once

#include <boost/json/fwd.hpp>

#include <string_view>
#include <tuple>

namespace watchpost::mail::json {

template <class Record, class Member>
struct row {
  std::string_view name;
  Member Record::*member;
};

// To stand in a std::tuple, in the order of the text.
template <class Record, class Member>
constexpr row<Record, Member> field(std::string_view name, Member Record::*member) {
  return {name, member};
}

// How a member is stored that record.h does not know: write(const T&) -> value, read(const value&, T&) -> bool.
template <class T>
struct form;

}  // namespace watchpost::mail::json
