// macros.h - expands %Device.Address and the like in settings.
//
//   macro_values known{{"Device.Address", "192.0.2.1"}};
//   expand("mail.%Device.Address", known)   -> "mail.192.0.2.1"
//
// Names are case-sensitive; "%%" is a percent sign. An unknown name is an error that says which one was
// probably meant.
#pragma once

#include "engine/error.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

/// Name without the percent sign -> value. The names are those of all_macros().
using macro_values = std::map<std::string, std::string, std::less<>>;

/// Every macro there is, whether or not it has a value here.
const std::vector<std::string>& all_macros();

abi::expected<std::string> expand(std::string_view text, const macro_values& values);

}  // namespace watchpost::engine
