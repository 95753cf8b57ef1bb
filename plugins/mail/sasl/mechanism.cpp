#include "mechanism.h"

#include "bearer.h"
#include "digest.h"
#include "mail/secret.h"
#include "mail/text/ascii.h"
#include "mail/text/hex.h"
#include "scram.h"

#include <algorithm>

namespace watchpost::mail::sasl {

credentials::credentials(credentials&& from) noexcept
    : username(std::move(from.username)),
      password(std::move(from.password)),
      token(std::move(from.token)),
      host(std::move(from.host)),
      port(from.port),
      only(std::move(from.only)),
      salted(std::move(from.salted)) {
  wipe(from.password);  // a short one was copied
}

credentials& credentials::operator=(const credentials& from) {
  if (this == &from) return *this;
  wipe(password);
  username = from.username;
  password = from.password;
  token = from.token;
  host = from.host;
  port = from.port;
  only = from.only;
  salted = from.salted;
  return *this;
}

credentials& credentials::operator=(credentials&& from) noexcept {
  if (this == &from) return *this;
  wipe(password);
  username = std::move(from.username);
  password = std::move(from.password);
  token = std::move(from.token);
  host = std::move(from.host);
  port = from.port;
  only = std::move(from.only);
  salted = std::move(from.salted);
  wipe(from.password);
  return *this;
}

credentials::~credentials() { wipe(password); }

namespace {

class plain final : public mechanism {
 public:
  explicit plain(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "PLAIN"; }

  std::optional<std::string> initial() override {
    sent_ = true;
    return message();
  }

  // The empty challenge of a server (or a protocol) that takes no initial response.
  result<std::string> answer(std::string_view challenge) override {
    if (sent_ || !challenge.empty()) return too_many_challenges();
    sent_ = true;
    return message();
  }

  bool satisfied() const override { return sent_; }
  bool single_flight() const override { return true; }

 private:
  std::string message() const {
    std::string text;
    text.reserve(2 + who_.username.size() + who_.password.size());
    text += '\0';
    text += who_.username;
    text += '\0';
    text += who_.password;
    return text;
  }

  credentials who_;
  bool sent_ = false;
};

}  // namespace

std::unique_ptr<mechanism> make_plain(const credentials& who) { return std::make_unique<plain>(who); }

namespace {

// The text of the challenges is free ("Username:", "User Name", nothing): only their order counts.
class login final : public mechanism {
 public:
  explicit login(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "LOGIN"; }
  std::optional<std::string> initial() override { return std::nullopt; }

  result<std::string> answer(std::string_view) override {
    switch (answers_++) {
      case 0: return who_.username;
      case 1: return who_.password;
      default: return too_many_challenges();
    }
  }

  bool satisfied() const override { return answers_ == 2; }
  bool single_flight() const override { return false; }

 private:
  credentials who_;
  unsigned answers_ = 0;
};

}  // namespace

std::unique_ptr<mechanism> make_login(const credentials& who) { return std::make_unique<login>(who); }

namespace {

class cram_md5 final : public mechanism {
 public:
  explicit cram_md5(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "CRAM-MD5"; }
  std::optional<std::string> initial() override { return std::nullopt; }

  result<std::string> answer(std::string_view challenge) override {
    if (answered_) return too_many_challenges();
    if (challenge.empty()) return sign_in_failure(cause::protocol, "CRAM-MD5 with an empty challenge");
    const secret digest = hmac(EVP_md5(), who_.password, challenge);
    if (digest.empty()) return sign_in_failure(cause::internal, "this system does not allow MD5");
    answered_ = true;
    return who_.username + ' ' + to_hex(digest.view());
  }

  bool satisfied() const override { return answered_; }
  bool single_flight() const override { return false; }

 private:
  credentials who_;
  bool answered_ = false;
};

}  // namespace

std::unique_ptr<mechanism> make_cram_md5(const credentials& who) { return std::make_unique<cram_md5>(who); }

namespace {

bool shows_secret(std::string_view name) {
  return name == "PLAIN" || name == "LOGIN" || name == "OAUTHBEARER" || name == "XOAUTH2";
}

result<std::unique_ptr<mechanism>> make(std::string_view name, const credentials& who) {
  if (name == "SCRAM-SHA-256") return make_scram(scram_hash::sha256, who, make_nonce());
  if (name == "SCRAM-SHA-1") return make_scram(scram_hash::sha1, who, make_nonce());
  if (name == "CRAM-MD5") return make_cram_md5(who);
  if (name == "OAUTHBEARER") return make_oauthbearer(who);
  if (name == "XOAUTH2") return make_xoauth2(who);
  return name == "PLAIN" ? make_plain(who) : make_login(who);
}

// What no mechanism can carry. A separator in the user name would end its field of XOAUTH2.
result<void> check(const credentials& who) {
  if ((who.username + who.password).find('\0') != std::string::npos)
    return sign_in_failure(cause::credentials, "a NUL in user name or password");
  if (who.token.empty()) return {};
  if (who.username.find('\x01') != std::string::npos)
    return sign_in_failure(cause::credentials, "a control character in the user name");
  if (!is_bearer_token(who.token.view()))
    return sign_in_failure(cause::credentials, "the access token has characters that no token has");
  return {};
}

std::string listed(std::span<const std::string> offered) {
  if (offered.empty()) return "the server offers no mechanism";
  std::string text = "the server offers";
  for (const std::string& name : offered) text += ' ' + printable(name);
  return printable(text);
}

}  // namespace

result<std::unique_ptr<mechanism>> choose(std::span<const std::string> offered, const credentials& who,
                                          bool secure, bool allow_cleartext) {
  const result<void> usable = check(who);
  if (!usable) return usable.error();
  const bool by_token = !who.token.empty();
  const std::span<const std::string_view> known = by_token ? std::span<const std::string_view>(token_ranking)
                                                           : std::span<const std::string_view>(ranking);
  bool withheld = false;
  for (const std::string_view name : known) {
    const auto is_name = [&](const std::string& other) { return ascii::same_word(other, name); };
    if (std::ranges::none_of(offered, is_name) || (!who.only.empty() && name != who.only)) continue;
    if (shows_secret(name) && !secure && !allow_cleartext)
      withheld = true;
    else
      return make(name, who);
  }
  if (withheld)
    return sign_in_failure(cause::insecure, std::string(by_token ? "the access token" : "the password") +
                                                " would be readable on this connection without TLS");
  return sign_in_failure(cause::no_mechanism,
                         listed(offered) + (who.only.empty() ? "" : "; only " + who.only + " may be used"));
}

}  // namespace watchpost::mail::sasl
