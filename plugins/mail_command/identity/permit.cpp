#include "permit.h"

#include "sender.h"

#include <algorithm>
#include <optional>

namespace watchpost::mail_command::identity {
namespace {

bool is_about(const allow_rule& rule, const claim& c) {
  if (rule.of_user != c.user) return false;
  return c.user ? rule.who == "*" || rule.who == c.name : address_matches(rule.who, c.name);
}

// A row that names one person: an address, or users, who each have a password of their own.
bool names_a_person(const allow_rule& rule) { return rule.of_user || !rule.who.starts_with('*'); }

bool covers(const allow_rule& rule, std::string_view id) {
  return std::any_of(rule.points.begin(), rule.points.end(),
                     [&](const auto& pattern) { return glob_matches(pattern, id); });
}

struct grant {
  refusal_kind refusal = refusal_kind::unknown;  // none: granted
  const claim* by = nullptr;
  const allow_rule* row = nullptr;
  proofs missing;
  bool confirmable = false;  // a confirmation would bring what is missing
  bool patterns_at_once = false;
};

// What counts of the claim's proofs, and what came since.
proofs proofs_for(const claim& c, deed action, proofs more) {
  proofs all = c.reached | more;
  if (action == deed::read) all |= c.for_asking;
  if (more.has(proof::confirmed)) all |= c.once_confirmed;
  return all;
}

// How near a refusal is to a grant.
int nearness(refusal_kind refusal) {
  switch (refusal) {
    case refusal_kind::none: return 3;
    case refusal_kind::proof: return 2;
    case refusal_kind::only_read: return 1;
    default: return 0;
  }
}

// The best that the rows give to `a`, who has also brought `more`. Between two rows that ask for more, the
// one that lacks a confirmation only is the better one.
grant grant_of(const access_rules& rules, const assessment& a, proofs more, deed action, std::string_view id,
               bool named_only) {
  grant best;
  for (const claim& c : a.claims) {
    for (const allow_rule& rule : rules.allow) {
      if (!is_about(rule, c) || !covers(rule, id) || (named_only && !names_a_person(rule))) continue;
      grant here{.refusal = refusal_kind::none,
                 .by = &c,
                 .row = &rule,
                 .missing = proofs_for(c, action, more).missing(rule.asked),
                 .confirmable = proofs_for(c, action, more | proof::confirmed).meet(rule.asked),
                 .patterns_at_once = rule.patterns_at_once};
      if (action != deed::read && rule.most != deed::operate)
        here.refusal = refusal_kind::only_read;
      else if (!here.missing.empty())
        here.refusal = refusal_kind::proof;
      const bool nearer = nearness(here.refusal) > nearness(best.refusal);
      const bool handier = here.refusal == refusal_kind::proof && best.refusal == refusal_kind::proof &&
                           here.confirmable && !best.confirmable;
      const bool freer =
          here.refusal == refusal_kind::none && best.refusal == refusal_kind::none && here.patterns_at_once;
      if (nearer || handier || freer) best = here;
    }
  }
  return best;
}

decision refuse(refusal_kind refusal, std::string text) {
  decision out;
  out.refusal = refusal;
  out.text = std::move(text);
  return out;
}

// "row 2 of allow (alice@example.org operate): needs more proof: dmarc"
std::string grounds_of(const access_rules& rules, const grant& g, std::string_view text) {
  if (g.row == nullptr) return "no row of allow is about this writer and this point";
  return "row " + std::to_string(g.row - rules.allow.data() + 1) + " of allow (" +
         (g.row->of_user ? "user:" : "") + g.row->who + (g.row->most == deed::read ? " read" : " operate") +
         "): " + std::string(text);
}

decision refuse(const grant& g) {
  switch (g.refusal) {
    case refusal_kind::only_read: return refuse(g.refusal, "allowed to read only");
    case refusal_kind::proof:
      return refuse(g.refusal, "needs more proof: " + g.missing.words() +
                                   ((g.by->for_asking.missing(g.missing) == g.missing)
                                        ? ""
                                        : "; that of this mail counts for what only asks"));
    default: return refuse(refusal_kind::unknown, "not allowed");
  }
}

// What anybody who writes that address may do is not taken away by a wrong password beside it.
bool without_proof(const access_rules& rules, const assessment& a, std::string_view id) {
  return std::any_of(rules.allow.begin(), rules.allow.end(), [&](const allow_rule& rule) {
    return !rule.of_user && rule.asked == proofs(proof::address) && address_matches(rule.who, a.from) &&
           covers(rule, id);
  });
}

// The second person, or what is wrong with those who sent the code.
std::optional<std::string> second_of(const access_rules& rules, const assessment& author,
                                     std::span<const approval> approvals, std::string_view id) {
  for (const approval& other : approvals) {
    if (other.by.stranger || other.by.wrong_credentials || same_person(rules, author, other.by)) continue;
    const proofs more = other.own_code ? proofs(proof::confirmed) : proofs();
    const grant g = grant_of(rules, other.by, more, deed::operate, id, true);
    if (g.refusal == refusal_kind::none) return g.by->principal();
  }
  return std::nullopt;
}

}  // namespace

bool same_person(const access_rules& rules, const assessment& a, const assessment& b) {
  if (same_mailbox(a.from, b.from)) return true;
  const auto user_of = [](const assessment& person) {
    return std::find_if(person.claims.begin(), person.claims.end(), [](const claim& c) { return c.user; });
  };
  const auto user_a = user_of(a), user_b = user_of(b);
  const bool has_a = user_a != a.claims.end(), has_b = user_b != b.claims.end();
  if (has_a && has_b && user_a->name == user_b->name) return true;
  // A user may own each address that the row of the user allows; one without such addresses may own any, but
  // is surely not another user.
  const auto may_own = [&](const claim& user, const assessment& other, bool other_is_user) {
    const auto rule = std::find_if(rules.users.begin(), rules.users.end(),
                                   [&](const user_rule& u) { return u.name == user.name; });
    if (rule == rules.users.end()) return true;
    if (rule->from.empty()) return !other_is_user;
    return std::any_of(rule->from.begin(), rule->from.end(), [&](const auto& pattern) {
      return address_matches(pattern, other.from) || same_mailbox(pattern, other.from);
    });
  };
  return (has_a && may_own(*user_a, b, has_b)) || (has_b && may_own(*user_b, a, has_a));
}

decision may(const access_rules& rules, const assessment& author, std::span<const approval> approvals,
             deed action, const point::info& about) {
  if (author.stranger) return refuse(refusal_kind::unknown, "not allowed");
  if (author.wrong_credentials && (action != deed::read || !without_proof(rules, author, about.id)))
    return refuse(refusal_kind::credentials, "the sign-in of this mail is not accepted");

  const bool confirmed = std::any_of(approvals.begin(), approvals.end(), [&](const approval& one) {
    return one.own_code && !one.by.wrong_credentials && same_address(one.by.from, author.from);
  });
  const bool operates = action != deed::read;
  const bool two = operates && about.two_persons;
  const proofs more = confirmed ? proofs(proof::confirmed) : proofs();
  const grant g = grant_of(rules, author, more, action, about.id, two);
  if (two && g.refusal == refusal_kind::unknown &&
      grant_of(rules, author, more, action, about.id, false).refusal != refusal_kind::unknown)
    return refuse(refusal_kind::unknown, "this point needs two persons, each with a row of their own");

  decision out;
  out.confirmed = confirmed;
  const bool lacks_confirmation = g.refusal == refusal_kind::proof && g.confirmable;
  if (g.refusal != refusal_kind::none && !lacks_confirmation) {
    decision no = refuse(g);
    no.grounds = grounds_of(rules, g, no.text);
    return no;
  }
  out.refusal = g.refusal;
  out.principal = g.by->principal();
  out.reached = proofs_for(*g.by, action, more);
  const bool many = action == deed::operate_many && !g.patterns_at_once;
  if (lacks_confirmation || (((operates && about.confirmed) || many) && !confirmed)) {
    out.kind = permit::needs_confirmation;
    out.text = "needs to be confirmed";
    return out;
  }
  out.kind = permit::allowed;
  if (!two) return out;
  if (auto second = second_of(rules, author, approvals, about.id)) {
    out.second = std::move(*second);
  } else {
    out.kind = permit::needs_second_person;
    out.text = "needs a second person";
  }
  return out;
}

}  // namespace watchpost::mail_command::identity
