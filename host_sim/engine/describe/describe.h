// describe.h - what a type offers, in the forms that people and programs read. All of it is generated from
// the plugin's descriptors.
#pragma once

#include "engine/type_view.h"

#include <boost/json/object.hpp>

#include <string>

namespace watchpost::engine {

/// For a terminal, `width` columns.
std::string describe_text(const type_view& type, std::size_t width = 100);

/// Every field of the descriptors.
boost::json::object describe_json(const type_view& type);

/// JSON Schema (2020-12) of the settings as one flat object: {"smtp.server": "...", ...}.
boost::json::object describe_schema(const type_view& type);

/// A section per group with a table, for the documentation.
std::string describe_markdown(const type_view& type);

}  // namespace watchpost::engine
