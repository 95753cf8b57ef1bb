#include "point_json.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace watchpost::mail::json {

boost::json::value form<point::value>::write(const point::value& v) {
  if (const auto* b = std::get_if<bool>(&v)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&v)) return *i;
  if (const auto* t = std::get_if<std::string>(&v)) return boost::json::string(*t);
  // Apart from the integers, also where it is a whole number.
  if (const auto* d = std::get_if<double>(&v)) return boost::json::array{*d};
  return nullptr;
}

bool form<point::value>::read(const boost::json::value& from, point::value& into) {
  into = {};
  if (const auto* b = from.if_bool()) into = *b;
  if (const auto* i = from.if_int64()) into = *i;
  if (const auto* t = from.if_string()) into = std::string(*t);
  if (const auto* d = from.if_array(); d != nullptr && d->size() == 1) {
    boost::system::error_code fault;
    const double number = d->front().to_number<double>(fault);
    if (!fault) into = number;
  }
  return from.is_null() || into.index() != 0;
}

}  // namespace watchpost::mail::json
