// What the state keeps as JSON: point values, and fields of records that a damaged disk may have spoilt.
//
//   const boost::json::object o = {{"to", to_json(value)}};
//   const auto whole = read_object(text);           // nothing: not a JSON object
//   whole && text_of(*whole, "point") ...
#pragma once

#include <watchpost/cpp/point_values.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::state {

boost::json::value to_json(const point::value& v);
point::value value_of(const boost::json::value& v);  // none for what is no point value

std::optional<boost::json::object> read_object(std::string_view text);

// A field, or nothing: empty, 0, false.
std::string text_of(const boost::json::object& in, std::string_view key);
std::int64_t number_of(const boost::json::object& in, std::string_view key);
bool flag_of(const boost::json::object& in, std::string_view key);

// The objects of an array; empty when there is none.
const boost::json::array& array_of(const boost::json::object& in, std::string_view key);

}  // namespace watchpost::mail_command::state
