#include "refusal.h"

#include "../busy_words.h"

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

cause without_code(stage at, status what, std::string_view text) {
  if (what != status::bad && at <= stage::sign_in && speaks_of_a_limit(text)) return cause::busy;
  switch (what) {
    case status::bad: return cause::protocol;
    case status::bye: return at == stage::greeting ? cause::temporary : cause::closed;
    default: return at == stage::sign_in ? cause::credentials : cause::permanent;
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
    const bool coming_in = at == stage::greeting || at == stage::sign_in;
    if (coming_in && said.code.name == "UNAVAILABLE") f.why = cause::busy;
  }
  f.server = printable(said.text);
  return f;
}

}  // namespace watchpost::mail::imap
