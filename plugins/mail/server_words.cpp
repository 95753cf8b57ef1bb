#include "server_words.h"

#include "mail/text/ascii.h"
#include "mail/text/number.h"

#include <algorithm>

namespace watchpost::mail {
namespace {

// Where `word`, in lower case, begins in `text`; npos: nowhere.
std::size_t find_word(std::string_view text, std::string_view word) {
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(),
                                 [](char a, char b) { return ascii::lower(a) == b; });
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

// An account that was closed: trying again does not open it.
bool speaks_of_a_closed_account(std::string_view text) {
  return speaks_of(text, {"account", "user"}) && speaks_of(text, {"lock", "disabl", "suspend", "blocked"});
}

}  // namespace

bool speaks_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return find_word(text, word) != text.npos; });
}

bool speaks_of_a_limit(std::string_view text) {
  return speaks_of(text, {"too many", "too fast", "too frequent", "simultaneous",
                          "maximum number of connections", "rate limit", "limit exceeded", "throttl",
                          "server busy", "server is busy", "bandwidth", "backoff time", "at a rate"});
}

std::chrono::milliseconds suggested_wait(std::string_view text) {
  constexpr std::string_view mark = "backoff time:";
  const auto at = find_word(text, mark);
  if (at == text.npos) return {};
  text.remove_prefix(at + mark.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto number = take_number(text);
  if (!number) return {};
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  if (text.starts_with('s')) return std::chrono::seconds(*number);
  return std::chrono::milliseconds(*number);
}

bool speaks_of_a_sending_limit(std::string_view text) {
  return speaks_of(text, {"sending limit", "sending quota", "submission quota", "daily limit", "daily user",
                          "daily message", "daily email", "daily recipient", "recipientratelimit"});
}

bool speaks_of_a_lock(std::string_view text) {
  if (speaks_of(text, {"lock busy", "unable to lock", "cannot lock", "another session", "lock file"}))
    return true;
  return speaks_of(text, {"maildrop", "mailbox", "mail drop"}) && speaks_of(text, {"lock", "in use", "busy"});
}

bool speaks_of_trouble(std::string_view text) {
  return speaks_of(
      text, {"temporar", "unavailable", "not available", "internal error", "internal server", "system error",
             "server error", "service error", "maintenance", "out of service", "shutting down", "overload"});
}

bool speaks_of_back_pressure(std::string_view text) {
  return speaks_of(text, {"insufficient system resources", "insufficient system storage", "out of memory",
                          "insufficient resources", "back pressure"});
}

bool speaks_of_our_name(std::string_view text) {
  return speaks_of(
      text, {"helo command rejected", "ehlo command rejected", "helo/ehlo", "ehlo/helo", "invalid helo",
             "invalid ehlo", "invalid domain name", "helo argument", "ehlo argument", "helo name",
             "ehlo name", "fully-qualified hostname", "fully qualified host", "need fqdn"});
}

bool speaks_of_an_app_password(std::string_view text) {
  return speaks_of(
      text, {"application-specific password", "app password", "app-specific password", "application password",
             "invalidsecondfactor", "webloginrequired", "via your web browser"});
}

bool speaks_of_basic_authentication(std::string_view text) {
  return speaks_of(text, {"basic authentication", "basic auth is"});
}

cause cause_of_refused_sign_in(std::string_view words) {
  if (speaks_of_a_limit(words) || speaks_of_a_lock(words)) return cause::busy;
  if (speaks_of_a_closed_account(words) || speaks_of_basic_authentication(words)) return cause::credentials;
  if (speaks_of_trouble(words)) return cause::busy;
  if (speaks_of(words, {"password",  "passwd",    "credential",   "authent",      "authoriz",     "login",
                        "log in",    "logon",     "log on",       "sign in",      "sign-in",      "signin",
                        "username",  "user name", "no such user", "unknown user", "user unknown", "invalid",
                        "incorrect", "wrong",     "denied"}))
    return cause::credentials;
  if (speaks_of(words, {"try again", "later", "timed out", "timeout"})) return cause::busy;
  return cause::unexplained;
}

}  // namespace watchpost::mail
