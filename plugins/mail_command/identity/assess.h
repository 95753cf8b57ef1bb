// What a mail proves about its writer.
//
//   const sender who = read_sender(header);
//   const signature sig = verify_signature(message, rules, who.address, now);
//   ... read the text (of sig.content when good), find the credentials in it ...
//   const assessment a = assess(rules, {.header = &header, .from = who.address, .signed_by = &sig,
//                                       .user = ..., .password = ..., .code = ..., .now_ms = now}, tries);
//   if (a.stranger) count and be silent; otherwise permit.h decides line by line
//
// Pure but for the attempts that it counts. A password costs about 0.1 s, at most once a mail.
#pragma once

#include "attempts.h"
#include "mail/message/header.h"
#include "rules.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::identity {

struct evidence {
  const mail::message::header_fields* header = nullptr;  // of the message; not null where there is a `from`
  std::string_view from{};                               // read_sender(); empty: nobody, a stranger
  const signature* signed_by = nullptr;                  // verify_signature() of this message for `from`
  std::string_view user{}, password{}, code{};           // as in the text that is obeyed; empty: none given
  std::int64_t now_ms = 0;
  // When our own server took the mail; 0: not known. One-time codes are judged by it, as mail may lie in the
  // mailbox for longer than a code lives; not by Date, which the writer chooses. Beyond window_ms before now
  // it counts as now.
  std::int64_t arrived_ms = 0;
  std::int64_t window_ms = 15 * 60 * 1000;  // a signing time must lie in it
  // Whether something that is good for once was accepted before. Empty: nothing was.
  std::function<bool(std::string_view key)> used{};
};

// To be kept, durably, before anything is done on these grounds, and until then.
struct once {
  std::string key;  // "totp:alice@example.org:59823733", "smime:<hex>"
  std::int64_t until_ms = 0;
};

// A person whom the mail may speak for.
struct claim {
  bool user = false;
  std::string name;  // the address, or the name of the user
  proofs reached;
  // More proofs, which count for asking only; of them those that count for moving, too, once the mail was
  // confirmed.
  proofs for_asking{}, once_confirmed{};
  std::string principal() const { return user ? "user:" + name : name; }
};
constexpr auto fields_of(const claim*) {
  using mail::json::field;
  return std::tuple{field("user", &claim::user), field("name", &claim::name),
                    field("proofs", &claim::reached), field("for_asking", &claim::for_asking),
                    field("once_confirmed", &claim::once_confirmed)};
}

struct assessment {
  bool stranger = true;  // no row is about this writer: no answer, count only
  std::string from;
  std::vector<claim> claims;  // at most two: the address, the user
  // A password, name or one-time code was given and is wrong, used up or not heard: nothing but reading
  // without proof is allowed. The answer does not say which.
  bool wrong_credentials = false;
  bool subject_counts = true;  // commands in the Subject are under the same proofs as those in the text
  std::vector<once> used_up;
  std::vector<std::string> grounds;  // for the audit log; no secrets
};

// What is kept of it with what waits or is under way.
constexpr auto fields_of(const assessment*) {
  using mail::json::field;
  return std::tuple{field("from", &assessment::from), field("stranger", &assessment::stranger),
                    field("wrong", &assessment::wrong_credentials), field("claims", &assessment::claims),
                    field("grounds", &assessment::grounds)};
}

assessment assess(const access_rules& rules, const evidence& e, attempts& tries);

}  // namespace watchpost::mail_command::identity
