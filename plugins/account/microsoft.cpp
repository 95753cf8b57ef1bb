#include "microsoft.h"

#include "mail/text/ascii.h"

#include <algorithm>
#include <array>

namespace watchpost::account {
namespace {

bool is_below(std::string_view host, std::string_view domain) {
  if (host.size() < domain.size()) return false;
  const std::string_view tail = host.substr(host.size() - domain.size());
  const bool whole = host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
  return whole && mail::ascii::same_word(tail, domain);
}

}  // namespace

std::string password_warning(std::string_view server, const std::string& group) {
  if (server.ends_with('.')) server.remove_suffix(1);
  constexpr std::array domains{"office365.com", "outlook.com"};
  const bool microsofts = std::any_of(domains.begin(), domains.end(),
                                      [&](std::string_view domain) { return is_below(server, domain); });
  if (!microsofts) return {};
  if (group != "smtp") return "Microsoft takes no passwords here (Basic authentication); use oauth.*";
  return "Microsoft switches passwords off for SMTP AUTH by default at the end of December 2026; use oauth.*";
}

}  // namespace watchpost::account
