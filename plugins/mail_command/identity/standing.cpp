#include "standing.h"

#include "assess.h"
#include "sender.h"

namespace watchpost::mail_command::identity {
namespace {

bool is_exact(const allow_rule& rule) { return !rule.who.starts_with('*'); }

// A row that asks for a confirmation takes the first mail without proof, too, which is answered by the code.
bool takes_from_alone(const allow_rule& rule) {
  return !rule.of_user && rule.asked.without(proof::confirmed) == proofs(proof::address);
}

}  // namespace

answer_quota quota_of(const access_rules& rules, const assessment& author) {
  for (const claim& c : author.claims) {
    const proofs all = c.reached | c.for_asking;
    if (all.without(proof::address).empty()) continue;
    return {standing::proven, c.user ? c.principal() : "proven:" + c.name};
  }
  answer_quota out{standing::unproven, author.from};
  for (const allow_rule& rule : rules.allow) {
    if (!takes_from_alone(rule) || !address_matches(rule.who, author.from)) continue;
    if (rule.most == deed::operate && is_exact(rule)) return {standing::at_its_word, author.from};
    out.is = standing::once_a_day;
  }
  return out;
}

}  // namespace watchpost::mail_command::identity
