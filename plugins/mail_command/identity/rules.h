// Who may do what, from the repeated rows of the settings:
//
//   allow     alice@example.org operate pump*,valve1 assurance=dmarc+totp
//   allow     *@example.org     read    *            assurance=dmarc
//   allow     user:bob          operate pump1
//   user      bob $scrypt$ln=15,r=8,p=1$...$... from=bob@example.org
//   totp      alice@example.org JBSWY3DPEHPK3PXP... digits=6 period=30 digest=sha1
//   signer    alice@example.org ca=/etc/watchpost/people.pem certificate=<SHA-256, hex>
//   authserv  mx.example.org received=1          or: no-id received=3
//
// docs/mail_command/rules.md has the grammar. What is not allowed by a row is refused.
#pragma once

#include "auth_results.h"
#include "mail_command/rows/row.h"
#include "password.h"
#include "proof.h"
#include "smime.h"
#include "totp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::identity {

// operate is more than read; operate_many: all points that a pattern means.
enum class deed : std::uint8_t { read, operate, operate_many };

struct allow_rule {
  bool of_user = false;             // `who` is the name of a user, or "*" for each
  std::string who;                  // otherwise an address pattern (sender.h), lower case
  deed most = deed::read;           // or operate
  bool patterns_at_once = false;    // a pattern operates without being confirmed
  std::vector<std::string> points;  // patterns of ids
  proofs asked;                     // all of them
};

struct user_rule {
  std::string name;  // compared exactly
  password_hash hash;
  std::vector<std::string> from;  // address patterns; empty: from anywhere
};

struct totp_rule {
  bool of_user = false;
  std::string who;  // a user's name or an exact address
  totp_key key;
};

struct access_rules {
  std::vector<allow_rule> allow;
  std::vector<user_rule> users;
  std::vector<totp_rule> totp;
  std::vector<signer> signers;
  std::optional<auth_server> server;
};

struct rule_rows {
  std::vector<std::string_view> allow{}, user{}, totp{}, signer{};
  std::string_view authserv{};  // empty: none
};

// Rows that have a fault that is no warning are left out of the answer.
access_rules read_rules(const rule_rows& from, std::vector<rows::fault>& faults);

}  // namespace watchpost::mail_command::identity
