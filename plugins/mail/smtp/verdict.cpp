#include "verdict.h"

#include "../sasl/failures.h"
#include "../server_words.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace watchpost::mail::smtp {
namespace {

struct meaning {
  cause why;
  std::string_view detail = {};
};

// Subject and detail of an enhanced code: "4.2.2" -> "2.2".
std::string_view subject_of(const reply& heard) {
  return heard.enhanced.size() < 2 ? std::string_view{} : std::string_view{heard.enhanced}.substr(2);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// RFC 6647: a deferral of what the server sees for the first time. Most say so; of those that only give the
// code for it, the ones are passed over that have another reason to tell.
bool is_greylisting(stage at, const reply& heard) {
  if (heard.severity() != 4 || at < stage::sender || at > stage::acceptance) return false;
  if (speaks_of(heard.text(), {"greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list"}))
    return true;
  if ((heard.code != 450 && heard.code != 451) || speaks_of_a_limit(heard.text())) return false;
  if (!is_one_of(subject_of(heard), {"7.0", "7.1"})) return false;
  return !speaks_of(heard.text(), {"cannot find", "not found", "lookup", "resolve", "dns", "spf", "dkim",
                                   "dmarc", "reputation", "blocked", "blacklist", "listed", "access denied",
                                   "virus", "spam", "policy service", "server configuration"});
}

// A limit on how much or how often (Exchange Online has codes of its own for it).
bool is_throttling(const reply& heard) {
  const bool of_recipients = heard.code == 452 && speaks_of(heard.text(), {"recipients"});
  if (heard.severity() != 4 || of_recipients) return false;
  return subject_of(heard).starts_with("7.5") || speaks_of_a_limit(heard.text());
}

// What the account may send in a day (Gmail 550 5.4.5, Exchange Online 550 5.1.90, 5.7.232, 5.7.233).
bool is_sending_limit(const reply& heard) {
  return heard.severity() == 5 && (is_one_of(subject_of(heard), {"4.5", "1.90", "7.232", "7.233"}) ||
                                   speaks_of_a_sending_limit(heard.text()));
}

// RFC 4954 sections 4 and 6.
meaning at_sign_in(const reply& heard) {
  if (heard.code == 535 || subject_of(heard) == "7.8") return {cause::credentials};
  if (heard.code == 538) return {cause::insecure, sasl::wants_tls};
  if (speaks_of_an_app_password(heard.text())) return {cause::credentials};
  if (heard.code == 534) return {cause::no_mechanism, "the server wants a stronger mechanism"};
  if (heard.code == 504) return {cause::no_mechanism, "the server does not know the mechanism"};
  return {heard.severity() == 4 ? cause::busy : cause::permanent};
}

bool is_quota(const reply& heard) {
  const auto subject = subject_of(heard);
  if (is_one_of(subject, {"2.2", "3.1"})) return true;          // mailbox full, system full
  if (is_one_of(subject, {"2.3", "3.4", "5.3"})) return false;  // message too big, too many recipients
  return heard.code == 452 || heard.code == 552;
}

meaning meaning_of(stage at, const reply& heard) {
  if (heard.severity() < 4) return {cause::protocol, "another reply was due"};
  if (heard.code == 432 && subject_of(heard) == "7.12")
    return {cause::no_mechanism, "the server wants one sign-in with PLAIN first"};
  if (is_greylisting(at, heard)) return {cause::greylisted};
  if (heard.code == 421 || heard.code == 432 || is_throttling(heard)) return {cause::busy};
  if (is_sending_limit(heard)) return {cause::allowance};
  if (is_one_of(subject_of(heard), {"3.2", "4.5"}) && heard.severity() == 4)
    return {cause::busy};  // not accepting mail, congestion
  if (at == stage::sign_in && heard.code != 530) return at_sign_in(heard);
  if (heard.severity() == 4 && speaks_of_back_pressure(heard.text()))
    return {cause::busy, "the server is short of memory or disk (back pressure)"};
  if (is_quota(heard)) return {cause::quota};
  if (heard.code == 530) return {cause::permanent, "the server wants a sign-in or STARTTLS first"};
  if (at == stage::tls && heard.severity() == 5) return {cause::no_starttls};
  return {heard.severity() == 4 ? cause::temporary : cause::permanent};
}

}  // namespace

failure verdict(stage at, const reply& heard) {
  const auto [why, detail] = meaning_of(at, heard);
  failure f;
  f.at = at;
  f.why = why;
  f.code = heard.code;
  f.enhanced = heard.enhanced;
  f.server = printable(heard.text());
  f.detail = detail;
  if (why == cause::busy) f.wait = suggested_wait(heard.text());
  return f;
}

}  // namespace watchpost::mail::smtp
