#include "mail/message/address.h"
#include "mail/text/ascii.h"
#include "sender.h"

#include <algorithm>

namespace watchpost::mail_command::identity {

using mail::ascii::same_word;

std::string canonical_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 300) return {};
  auto local = text.substr(0, at);
  if (local.size() > 2 && local.front() == '"' && local.back() == '"')
    local = local.substr(1, local.size() - 2);
  constexpr std::string_view special = R"("\@,;:<>()[])";
  const bool plain = std::none_of(local.begin(), local.end(), [&](char c) {
    return c == ' ' || mail::ascii::is_control(c) || special.find(c) != std::string_view::npos;
  });
  if (!plain) return {};
  const std::string domain(text.substr(at));
  std::string out = std::string(local) + domain;
  if (!mail::message::is_address(out)) out = '"' + std::string(local) + '"' + domain;
  if (!mail::message::is_address(out)) return {};
  std::transform(out.begin(), out.end(), out.begin(), mail::ascii::lower);
  return out;
}

bool same_address(std::string_view a, std::string_view b) { return !a.empty() && same_word(a, b); }

bool same_mailbox(std::string_view a, std::string_view b) {
  const auto at_a = a.rfind('@');
  const auto at_b = b.rfind('@');
  if (at_a == std::string_view::npos || at_b == std::string_view::npos) return same_address(a, b);
  const auto base = [](std::string_view local) {
    if (local.starts_with('"')) local.remove_prefix(1);
    return local.substr(0, local.find_first_of("+\""));
  };
  return same_word(a.substr(at_a), b.substr(at_b)) &&
         same_word(base(a.substr(0, at_a)), base(b.substr(0, at_b)));
}

bool address_matches(std::string_view pattern, std::string_view address) {
  if (address.empty()) return false;
  if (pattern == "*") return true;
  if (!pattern.starts_with("*@")) return same_address(pattern, address);
  const auto at = address.rfind('@');
  return at != std::string_view::npos && at > 0 && same_word(pattern.substr(1), address.substr(at));
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  using mail::ascii::lower;
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_took = 0;  // the last '*' and where its text ends
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_took = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || lower(pattern[p]) == lower(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_took;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace watchpost::mail_command::identity
