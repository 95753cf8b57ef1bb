#include "refusal.h"

#include "../server_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace watchpost::mail::imap {
namespace {

constexpr std::array<std::pair<std::string_view, cause>, 20> known_codes{{
    {"AUTHENTICATIONFAILED", cause::credentials},
    {"EXPIRED", cause::credentials},
    {"AUTHORIZATIONFAILED", cause::permanent},
    {"PRIVACYREQUIRED", cause::insecure},
    {"UNAVAILABLE", cause::temporary},
    {"SERVERBUG", cause::temporary},
    {"EXPUNGEISSUED", cause::temporary},
    {"INUSE", cause::busy},
    {"IN-USE", cause::busy},
    {"LIMIT", cause::busy},
    {"THROTTLED", cause::busy},
    {"OVERQUOTA", cause::quota},
    {"CLIENTBUG", cause::protocol},
    {"CONTACTADMIN", cause::permanent},
    {"NOPERM", cause::permanent},
    {"CORRUPTION", cause::permanent},
    {"CANNOT", cause::permanent},
    {"NONEXISTENT", cause::permanent},
    {"TRYCREATE", cause::permanent},
    {"READ-ONLY", cause::permanent},
}};

// BYE is IMAP's 421.
cause without_code(stage at, status what, std::string_view text) {
  const bool of_syntax =
      what == status::bad && speaks_of(text, {"argument", "parameter", "invalid", "syntax"});
  if (speaks_of_a_limit(text) && !of_syntax) return cause::busy;
  const bool coming_in = at == stage::greeting || at == stage::sign_in;
  if (coming_in && speaks_of_trouble(text)) return cause::busy;
  switch (what) {
    case status::bad: return cause::protocol;
    case status::bye:
      if (at == stage::greeting) return cause::temporary;
      if (at != stage::sign_in) return cause::closed;
      return cause_of_refused_sign_in(text) == cause::credentials ? cause::credentials : cause::busy;
    default: return at == stage::sign_in ? cause_of_refused_sign_in(text) : cause::permanent;
  }
}

}  // namespace

failure refusal(stage at, const status_response& said) {
  failure f;
  f.at = at;
  f.why = without_code(at, said.what, said.text);
  const auto* code = std::find_if(known_codes.begin(), known_codes.end(),
                                  [&](const auto& c) { return c.first == said.code.name; });
  if (code != known_codes.end()) {
    f.why = code->second;
    f.enhanced = said.code.name;
    if (f.why == cause::quota && speaks_of(said.text, {"bandwidth"}))
      f.why = cause::busy;  // Gmail's bandwidth
    const bool coming_in = at == stage::greeting || at == stage::sign_in;
    if (coming_in && said.code.name == "UNAVAILABLE") f.why = cause::busy;
  }
  f.server = printable(said.text);
  if (f.why == cause::busy) f.wait = suggested_wait(said.text);
  return f;
}

}  // namespace watchpost::mail::imap
