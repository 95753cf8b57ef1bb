// What records have of points; see mail/json/record.h.
#pragma once

#include "mail/json/fields.h"

#include <watchpost/cpp/point_values.hpp>

template <>
struct watchpost::mail::json::form<watchpost::point::value> {
  static boost::json::value write(const point::value& v);  // null: none
  static bool read(const boost::json::value& from, point::value& into);
};

namespace watchpost::point {

constexpr auto fields_of(const origin*) {
  using mail::json::field;
  return std::tuple{field("channel", &origin::channel), field("principal", &origin::principal),
                    field("assurance", &origin::assurance), field("message_id", &origin::message_id),
                    field("second", &origin::second)};
}

}  // namespace watchpost::point
