// json_text.h - JSON as text with numbers that people can read (0.25, not 2.5E-1).
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace watchpost::engine {

/// On one line.
std::string json_text(const boost::json::value& value);

}  // namespace watchpost::engine
