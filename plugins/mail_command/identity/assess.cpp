#include "assess.h"

#include "sender.h"

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;  // clocks may be put back by that much

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

bool from_fits(const user_rule& user, std::string_view from) {
  return user.from.empty() || std::any_of(user.from.begin(), user.from.end(), [&](const auto& pattern) {
           return address_matches(pattern, from);
         });
}

// The way through the evidence, step by step; each adds to `out`.
class assessor {
 public:
  assessor(const access_rules& rules, const evidence& e, attempts& tries)
      : rules_(rules), e_(e), tries_(tries) {}

  assessment run() {
    out_.from = e_.from;
    if (e_.from.empty()) return std::move(out_);
    mail_proofs();
    const user_rule* const user = signed_in();
    claims(user);
    one_time_code();
    out_.stranger = out_.claims.empty();
    return std::move(out_);
  }

 private:
  // What the mail as such proves about its address.
  void mail_proofs() {
    of_address_ = proof::address;
    if (rules_.server) {
      const auto verdict =
          domain_proof(read_auth_results(*e_.header, *rules_.server), *e_.header, domain_of(e_.from));
      if (verdict.fault.empty()) {
        (verdict.unread.empty() ? of_address_ : for_asking_) |= proof::dmarc;
        out_.subject_counts = verdict.subject;
        ground(verdict.grounds + " by " + rules_.server->name());
        if (!verdict.unread.empty())
          ground("nothing moves by dmarc: the DKIM signature does not cover the field " + verdict.unread);
      } else {
        ground("no dmarc: " + verdict.fault);
      }
    } else if (is_asked_for(proof::dmarc)) {
      ground("no dmarc: there is no authserv");
    }
    if (e_.signed_by != nullptr) signed_part(*e_.signed_by);
  }

  void signed_part(const signature& s) {
    if (s.state == signature_state::bad) ground("the signature does not count: " + s.fault);
    if (s.state == signature_state::none && is_asked_for(proof::signature))
      ground("no signature: the mail is not signed, or no signer row has this address");
    if (s.state != signature_state::good) return;
    out_.subject_counts = false;
    const std::int64_t apart = e_.now_ms > s.signed_ms ? e_.now_ms - s.signed_ms : s.signed_ms - e_.now_ms;
    const std::string key = "smime:" + s.id;
    if (apart > e_.window_ms)
      return ground("the signature does not count: its signing time is out of the window");
    if (was_used(key)) return ground("the signature does not count: it was accepted before");
    of_address_ |= proof::signature;
    out_.used_up.push_back({.key = key, .until_ms = s.signed_ms + e_.window_ms + day_ms});
    ground("signature of " + std::string(e_.from));
  }

  // The user whose name and password the mail holds; null: none, or they are wrong.
  const user_rule* signed_in() {
    if (e_.user.empty() && e_.password.empty()) return nullptr;
    const auto found = std::find_if(rules_.users.begin(), rules_.users.end(), [&](const user_rule& u) {
      return u.name == e_.user && from_fits(u, e_.from);
    });
    const bool known = found != rules_.users.end();
    const std::string counter = counted(known ? "user:" + found->name : "user:*", surely_known());
    if (!tries_.may_try(counter, e_.now_ms))
      return wrong("after too many wrong ones, the password was not looked at");
    bool fits = false;
    if (known)
      fits = found->hash.fits(e_.password);
    else if (!rules_.users.empty())
      fits = rules_.users.front().hash.of_nobody().fits(e_.password);
    if (!fits) {
      tries_.failed(counter, e_.now_ms);
      return wrong(known ? "the password of user " + found->name + " is wrong"
                         : "the mail names a user that is none from this address");
    }
    tries_.succeeded(counter);
    ground("password of user " + found->name);
    return &*found;
  }

  void claims(const user_rule* user) {
    if (listed()) {
      claim made{
          .user = false, .name = std::string(e_.from), .reached = of_address_, .for_asking = for_asking_};
      if (user != nullptr && !user->from.empty()) made.reached |= proof::password;
      out_.claims.push_back(std::move(made));
    }
    if (user == nullptr) return;
    claim made{.user = true, .name = user->name, .reached = proof::password};
    if (!user->from.empty()) {
      made.reached |= of_address_;
      made.for_asking |= for_asking_;
    }
    out_.claims.push_back(std::move(made));
  }

  void one_time_code() {
    if (e_.code.empty()) return;
    bool fits = false;
    for (claim& c : out_.claims) {
      const auto rule = std::find_if(rules_.totp.begin(), rules_.totp.end(), [&](const totp_rule& t) {
        return t.of_user == c.user && t.who == c.name;
      });
      if (rule != rules_.totp.end() && code_fits(c, *rule)) fits = true;
    }
    if (!fits && !out_.claims.empty()) wrong("the one-time code does not count");
  }

  // Guesses in mail that proves nothing else make a right code one that is to be confirmed: it may be luck, and
  // then its answer goes to somebody who did not ask. Where the mail proves who wrote it they are the writer's
  // own, and soon no code is looked at.
  bool code_fits(claim& c, const totp_rule& rule) {
    const bool sure = c.user || c.reached.has(proof::password) || sure_of_address();
    const std::string counter = counted("totp:" + c.principal(), sure);
    const bool spent = tries_.wrong_codes(counter, e_.now_ms) >= rule.key.most_guesses();
    const std::string so_many = std::to_string(rule.key.most_guesses()) + " wrong ones in 30 days";
    if (spent && sure) {
      ground("after " + so_many + " the code of " + c.principal() + " was not looked at");
      return false;
    }
    const auto step = rule.key.step_of(e_.code, written_about());
    const std::string key = "totp:" + c.principal() + ':' + std::to_string(step.value_or(0));
    if (!step) {
      if (!spent) tries_.wrong_code(counter, e_.now_ms);
      ground("the code of " + c.principal() + " is wrong");
      return false;
    }
    if (was_used(key)) {
      ground("the code of " + c.principal() + " was accepted before");
      return false;
    }
    (spent ? c.for_asking : c.reached) |= proof::totp;
    if (spent) c.once_confirmed |= proof::totp;
    const std::int64_t end_ms = (*step + 2) * static_cast<std::int64_t>(rule.key.period) * 1000;
    out_.used_up.push_back({.key = key, .until_ms = end_ms + e_.window_ms + day_ms});
    ground("one-time code of " + c.principal() +
           (spent ? ", which has to be confirmed after " + so_many : std::string()));
    return true;
  }

  std::int64_t written_about() const {
    const bool sound = e_.arrived_ms <= e_.now_ms && e_.arrived_ms >= e_.now_ms - e_.window_ms;
    return sound ? e_.arrived_ms : e_.now_ms;
  }

  bool is_asked_for(proof kind) const {
    return std::any_of(rules_.allow.begin(), rules_.allow.end(), [&](const allow_rule& rule) {
      return !rule.of_user && rule.asked.has(kind) && address_matches(rule.who, e_.from);
    });
  }
  bool listed() const {
    return std::any_of(rules_.allow.begin(), rules_.allow.end(), [&](const allow_rule& rule) {
      return !rule.of_user && address_matches(rule.who, e_.from);
    });
  }
  bool sure_of_address() const {
    return (of_address_ | for_asking_).has(proof::dmarc) || of_address_.has(proof::signature);
  }
  // Who wrote it is proven, and is somebody of the rows.
  bool surely_known() const {
    const bool of_user = std::any_of(rules_.users.begin(), rules_.users.end(), [&](const user_rule& u) {
      return !u.from.empty() && from_fits(u, e_.from);
    });
    return sure_of_address() && (of_user || listed());
  }

  // Mail that proves who wrote it counts for itself: guesses under a forged From do not lock its writer out.
  static std::string counted(const std::string& person, bool proven) {
    return proven ? person + " proven" : person;
  }

  const user_rule* wrong(std::string grounds) {
    out_.wrong_credentials = true;
    ground(std::move(grounds));
    return nullptr;
  }
  bool was_used(const std::string& key) const { return e_.used && e_.used(key); }
  void ground(std::string text) { out_.grounds.push_back(std::move(text)); }

  const access_rules& rules_;
  const evidence& e_;
  attempts& tries_;
  proofs of_address_, for_asking_;
  assessment out_;
};

}  // namespace

assessment assess(const access_rules& rules, const evidence& e, attempts& tries) {
  return assessor(rules, e, tries).run();
}

}  // namespace watchpost::mail_command::identity
