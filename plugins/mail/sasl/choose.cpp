#include "bearer.h"
#include "failures.h"
#include "mechanisms.h"
#include "scram.h"

#include <algorithm>

namespace watchpost::mail::sasl {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, upper, upper); }

bool shows_secret(std::string_view name) {
  return name == "PLAIN" || name == "LOGIN" || name == "OAUTHBEARER" || name == "XOAUTH2";
}

result<std::unique_ptr<mechanism>> make(std::string_view name, const credentials& who) {
  if (name == "SCRAM-SHA-256") return make_scram(scram_hash::sha256, who, make_nonce());
  if (name == "SCRAM-SHA-1") return make_scram(scram_hash::sha1, who, make_nonce());
  if (name == "CRAM-MD5") return make_cram_md5(who);
  if (name == "OAUTHBEARER") return make_oauthbearer(who);
  if (name == "XOAUTH2") return make_xoauth2(who);
  return name == "PLAIN" ? make_plain(who) : make_login(who);
}

// What no mechanism can carry. A separator in the user name would end its field of XOAUTH2.
result<void> check(const credentials& who) {
  if ((who.username + who.password).find('\0') != std::string::npos)
    return sign_in_failure(cause::credentials, "a NUL in user name or password");
  if (who.token.empty()) return {};
  if (who.username.find('\x01') != std::string::npos)
    return sign_in_failure(cause::credentials, "a control character in the user name");
  if (!is_bearer_token(who.token.view()))
    return sign_in_failure(cause::credentials, "the access token has characters that no token has");
  return {};
}

std::string listed(std::span<const std::string> offered) {
  if (offered.empty()) return "the server offers no mechanism";
  std::string text = "the server offers";
  for (const std::string& name : offered) text += ' ' + printable(name);
  return printable(text);
}

}  // namespace

result<std::unique_ptr<mechanism>> choose(std::span<const std::string> offered, const credentials& who,
                                          bool secure, bool allow_cleartext) {
  const result<void> usable = check(who);
  if (!usable) return usable.error();
  const bool by_token = !who.token.empty();
  const std::span<const std::string_view> known = by_token ? std::span<const std::string_view>(token_ranking)
                                                           : std::span<const std::string_view>(ranking);
  bool withheld = false;
  for (const std::string_view name : known) {
    const auto is_name = [&](const std::string& other) { return same_name(other, name); };
    if (std::ranges::none_of(offered, is_name) || (!who.only.empty() && name != who.only)) continue;
    if (shows_secret(name) && !secure && !allow_cleartext)
      withheld = true;
    else
      return make(name, who);
  }
  if (withheld)
    return sign_in_failure(cause::insecure, std::string(by_token ? "the access token" : "the password") +
                                                " would be readable on this connection without TLS");
  return sign_in_failure(cause::no_mechanism,
                         listed(offered) + (who.only.empty() ? "" : "; only " + who.only + " may be used"));
}

}  // namespace watchpost::mail::sasl
