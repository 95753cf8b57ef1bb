// What is known about Microsoft's mail servers, which take no passwords any more.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::account {

// A word of warning about a sign-in by password there; empty: the server is none of Microsoft's. `group`: "smtp" or
// "mail".
std::string password_warning(std::string_view server, const std::string& group);

}  // namespace watchpost::account
