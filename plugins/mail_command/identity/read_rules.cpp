#include "mail/text/ascii.h"
#include "mail/text/hex.h"
#include "mail/text/number.h"
#include "mail_command/rows/row.h"
#include "rules.h"
#include "sender.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

namespace ascii = mail::ascii;
using rows::cut_list;
using rows::row;

constexpr std::size_t longest_name = 64, least_totp_secret = 16;

// Canonical, or empty.
std::string address_pattern(std::string_view text) {
  if (text == "*") return std::string(text);
  if (!text.starts_with("*@")) return canonical_address(text);
  const auto sample = canonical_address("a" + std::string(text.substr(1)));
  return sample.empty() ? sample : '*' + sample.substr(1);
}

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name != "*" &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return ascii::is_control(c) || ascii::is_blank(c) || c == ',' || c == '=' || c == '"' || c == ':';
         });
}

template <class Number>
bool read_number(std::string_view text, Number least, Number most, Number& into) {
  const auto number = mail::to_number<Number>(text);
  into = number.value_or(0);
  return number && into >= least && into <= most;
}

// "user:bob" or an address (a pattern where allowed). Empty: it is neither.
struct person {
  bool user = false;
  std::string name;
};
std::optional<person> read_person(std::string_view word, bool patterns) {
  constexpr std::string_view prefix = "user:";
  if (word.starts_with(prefix)) {
    word.remove_prefix(prefix.size());
    if (!is_user_name(word) && !(patterns && word == "*")) return std::nullopt;
    return person{true, std::string(word)};
  }
  auto address = patterns ? address_pattern(word) : canonical_address(word);
  if (address.empty()) return std::nullopt;
  return person{false, std::move(address)};
}

// One kind of rows after the other; each reader returns what is wrong with its row.
class builder {
 public:
  explicit builder(std::vector<rows::fault>& faults) : faults_(faults) {}

  access_rules rules;

  std::string allow(const row& words) {
    if (words.plain.size() != 3)
      return "expected WHO read|operate POINTS [assurance=...], "
             "e.g. alice@example.org operate pump* assurance=dmarc+totp";
    allow_rule rule;
    const auto who = read_person(words.plain[0], true);
    if (!who)
      return "got " + plugin::quoted(words.plain[0]) +
             "; expected an address, *@domain, *, user:NAME or user:*";
    rule.of_user = who->user;
    rule.who = who->name;
    const auto& what = words.plain[1];
    if (what != "read" && what != "operate")
      return "got " + plugin::quoted(what) + "; expected read or operate";
    rule.most = what == "operate" ? deed::operate : deed::read;
    auto points = cut_list(words.plain[2]);
    if (!points)
      return "the points have an empty place; write patterns with a comma between them, e.g. pump*,valve1";
    rule.points = std::move(*points);
    bool assured = false;
    for (const auto& [name, value] : words.options) {
      if (name == "patterns") {
        if (value != "confirmed" && value != "at-once")
          return "patterns is " + plugin::quoted(value) + "; expected confirmed or at-once";
        rule.patterns_at_once = value == "at-once";
        continue;
      }
      const auto asked = read_proofs(value);
      if (!asked)
        return "assurance is " + plugin::quoted(value) +
               "; expected names of address, password, dmarc, totp, signature, confirmed "
               "with '+' between them";
      rule.asked = *asked;
      assured = true;
    }
    if (!assured && rule.most == deed::operate && !rule.of_user) {
      return "a row that lets an address operate must say assurance=..., e.g. assurance=dmarc+totp, "
             "as anybody can write an address";
    }
    rule.asked |= rule.of_user ? proof::password : proof::address;
    rules.allow.push_back(std::move(rule));
    return {};
  }

  std::string user(const row& words) {
    if (words.plain.size() != 2) return "expected NAME HASH [from=ADDRESS,...]";
    user_rule rule;
    rule.name = words.plain[0];
    if (!is_user_name(rule.name))
      return "got the name " + plugin::quoted(rule.name) +
             "; expected at most 64 bytes without blanks, ',', '=', ':', '\"'";
    if (std::any_of(rules.users.begin(), rules.users.end(),
                    [&](const auto& u) { return u.name == rule.name; }))
      return "user " + plugin::quoted(rule.name) + " has a row already; remove one of them";
    std::string why;
    const auto hash = password_hash::read(words.plain[1], why);
    if (!hash) return "the hash of user " + plugin::quoted(rule.name) + ' ' + why;
    rule.hash = *hash;
    if (!words.options.empty()) {
      const auto from = cut_list(words.options.front().second);
      for (const auto& pattern : from.value_or(std::vector<std::string>{""})) {
        rule.from.push_back(address_pattern(pattern));
        if (rule.from.back().empty()) return "from must be addresses or *@domain with commas between them";
      }
    }
    rules.users.push_back(std::move(rule));
    return {};
  }

  std::string totp(const row& words) {
    if (words.plain.size() != 2) return "expected WHO SECRET [digits=6] [period=30] [digest=sha1]";
    totp_rule rule;
    const auto who = read_person(words.plain[0], false);
    if (!who) return "got " + plugin::quoted(words.plain[0]) + "; expected an address or user:NAME";
    rule.of_user = who->user;
    rule.who = who->name;
    if (std::any_of(rules.totp.begin(), rules.totp.end(),
                    [&](const auto& t) { return t.of_user == rule.of_user && t.who == rule.who; }))
      return plugin::quoted(words.plain[0]) + " has a row already; remove one of them";
    auto secret = from_base32(words.plain[1]);
    if (!secret || secret->reveal().size() < least_totp_secret)
      return "the secret is not base32 of at least 16 bytes; make one with 'host_sim totp'";
    rule.key.bytes = std::move(*secret);
    for (const auto& [name, value] : words.options) {
      if (name == "digits" && !read_number(value, 6U, 8U, rule.key.digits)) return "digits must be 6 to 8";
      if (name == "period" && !read_number(value, 15U, 120U, rule.key.period))
        return "period must be 15 to 120 seconds";
      if (name != "digest") continue;
      if (value != "sha1" && value != "sha256" && value != "sha512")
        return "digest must be sha1, sha256 or sha512";
      rule.key.digest = value == "sha1"     ? totp_digest::sha1
                        : value == "sha256" ? totp_digest::sha256
                                            : totp_digest::sha512;
    }
    rules.totp.push_back(std::move(rule));
    return {};
  }

  std::string signer_row(const row& words) {
    signer made;
    if (words.plain.size() == 1) made.address = canonical_address(words.plain.front());
    if (made.address.empty()) return "expected ADDRESS ca=FILE [certificate=SHA256]";
    for (const auto& [name, value] : words.options) {
      if (name == "ca") {
        made.ca_file = value;
        continue;
      }
      for (const char c : value)
        if (c != ':') made.fingerprint += ascii::lower(c);
      if (made.fingerprint.size() != 64 || !mail::is_hex(made.fingerprint))
        return "certificate must be its SHA-256 fingerprint, 64 hexadecimal digits, "
               "as 'openssl x509 -noout -sha256 -fingerprint' prints it";
    }
    if (!made.ca_file.starts_with('/')) return "ca must be the absolute path of a PEM file";
    rules.signers.push_back(std::move(made));
    return {};
  }

  std::string authserv(const row& words) {
    if (words.plain.size() != 1) return "expected AUTHSERV-ID [received=1], e.g. mx.example.org";
    auth_server made{.id = ascii::lowered(words.plain.front())};
    if (made.id == "no-id") {
      if (words.options.empty())
        return "no-id needs received=N: how many Received fields stand above the Authentication-Results in a "
               "mail that came from outside";
      made.id.clear();
      fault(
          "authserv",
          "no-id believes a field that names no server; where the own one does not write one, or received is "
          "too large, anybody can",
          true);
    }
    for (const auto& [name, value] : words.options)
      if (!read_number(value, std::size_t{0}, std::size_t{10}, made.received))
        return "received must be 0 to 10";
    rules.server = std::move(made);
    return {};
  }

  // What rows ask for that no other row can ever give.
  void check_reach() {
    for (const allow_rule& rule : rules.allow) {
      const std::string who = (rule.of_user ? "user:" : "") + rule.who;
      const auto never = [&](std::string_view what, std::string_view remedy) {
        fault("allow",
              "the row of " + plugin::quoted(who) + " asks for " + std::string(what) + ", but " +
                  std::string(remedy),
              true);
      };
      if (rule.asked.has(proof::dmarc) && !rules.server && !rule.asked.has(proof::signature))
        never("dmarc", "there is no authserv; name the server that judges it");
      if (rule.asked.has(proof::totp) &&
          std::none_of(rules.totp.begin(), rules.totp.end(),
                       [&](const auto& t) { return t.of_user == rule.of_user && covers(rule, t.who); }))
        never("totp", "nobody it is about has a totp row; make one with 'host_sim totp'");
      if (rule.asked.has(proof::password) &&
          std::none_of(rules.users.begin(), rules.users.end(),
                       [&](const auto& u) { return rule.of_user ? covers(rule, u.name) : !u.from.empty(); }))
        never("password",
              rule.of_user ? "there is no such user row" : "no user row is bound to an address by from=");
      if (rule.asked.has(proof::signature) && !rule.of_user &&
          std::none_of(rules.signers.begin(), rules.signers.end(),
                       [&](const auto& s) { return covers(rule, s.address); }))
        never("signature", "nobody it is about has a signer row");
      const bool bare = !rule.of_user && rule.asked == proofs(proof::address);
      if (bare && rule.most == deed::read)
        fault("allow",
              "the row of " + plugin::quoted(who) +
                  " takes mail that proves nothing, which is answered once a day; "
                  "ask for a proof, e.g. assurance=dmarc",
              true);
      if (bare && rule.most == deed::operate)
        fault("allow",
              "the row of " + plugin::quoted(who) +
                  " lets anybody operate who writes that address into From; "
                  "ask for more than assurance=address",
              true);
    }
  }

  void fault(std::string_view key, std::string text, bool warning = false) {
    faults_.push_back({.key = key, .text = std::move(text), .warning = warning});
  }

 private:
  static bool covers(const allow_rule& rule, std::string_view who) {
    return rule.of_user ? rule.who == "*" || rule.who == who : address_matches(rule.who, who);
  }

  std::vector<rows::fault>& faults_;
};

}  // namespace

access_rules read_rules(const rule_rows& from, std::vector<rows::fault>& faults) {
  builder b(faults);
  using names = std::initializer_list<std::string_view>;
  const auto each = [&](std::string_view key, std::span<const std::string_view> texts, names options,
                        std::string (builder::*read)(const row&)) {
    rows::read_each(key, texts, {options.begin(), options.size()}, faults,
                    [&](const row& words) { return (b.*read)(words); });
  };
  each("allow", from.allow, {"assurance", "patterns"}, &builder::allow);
  each("user", from.user, {"from"}, &builder::user);
  each("totp", from.totp, {"digits", "period", "digest"}, &builder::totp);
  each("signer", from.signer, {"ca", "certificate"}, &builder::signer_row);
  if (!from.authserv.empty()) each("authserv", {&from.authserv, 1}, {"received"}, &builder::authserv);
  b.check_reach();
  return std::move(b.rules);
}

}  // namespace watchpost::mail_command::identity
