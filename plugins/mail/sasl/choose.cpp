#include "failures.h"
#include "mechanisms.h"
#include "scram.h"

#include <algorithm>

namespace watchpost::mail::sasl {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, upper, upper); }

bool shows_password(std::string_view name) { return name == "PLAIN" || name == "LOGIN"; }

result<std::unique_ptr<mechanism>> make(std::string_view name, const credentials& who) {
  if (name == "SCRAM-SHA-256") return make_scram(scram_hash::sha256, who, make_nonce());
  if (name == "SCRAM-SHA-1") return make_scram(scram_hash::sha1, who, make_nonce());
  if (name == "CRAM-MD5") return make_cram_md5(who);
  return name == "PLAIN" ? make_plain(who) : make_login(who);
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
  if ((who.username + who.password).find('\0') != std::string::npos)
    return sign_in_failure(cause::credentials, "a NUL in user name or password");
  bool withheld = false;
  for (const std::string_view name : ranking) {
    const auto is_name = [&](const std::string& other) { return same_name(other, name); };
    if (std::ranges::none_of(offered, is_name)) continue;
    if (shows_password(name) && !secure && !allow_cleartext)
      withheld = true;
    else
      return make(name, who);
  }
  if (withheld)
    return sign_in_failure(cause::insecure, "the password would be readable on this connection without TLS");
  return sign_in_failure(cause::no_mechanism, listed(offered));
}

}  // namespace watchpost::mail::sasl
