// poll_result_json.h - results as JSON, for `--json`, the history and the bindings.
#pragma once

#include "engine/poll_result.h"

#include <boost/json/value.hpp>

namespace watchpost::engine {

/// {"state":"OK","verdict":"up","summary":"...","readings":[...],"facts":{...},"error":null|{...},"due":"...",...}
boost::json::object to_json(const poll_result& found);

boost::json::array readings_to_json(const std::vector<reading>& readings);
std::vector<reading> readings_from_json(const boost::json::value& json);
boost::json::object facts_to_json(const std::vector<fact>& facts);
std::vector<fact> facts_from_json(const boost::json::value& json);
boost::json::object error_to_json(const abi::error& why);

/// The entries that are not of the expected shape are left out.
std::optional<abi::error> error_from_json(const boost::json::value& json);

}  // namespace watchpost::engine
