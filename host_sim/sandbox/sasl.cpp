#include "sasl.h"

#include "crypto.h"
#include "text.h"

namespace watchpost::sandbox {
namespace {

sasl_step ended(std::optional<account_id> who) {
  if (!who) return {};
  return {sasl_step::success, {}, *who};
}

// RFC 4616: [authzid] NUL authcid NUL passwd.
class plain final : public sasl_exchange {
 public:
  explicit plain(const authenticator& sign_in) : sign_in_(sign_in) {}

  sasl_step next(std::optional<std::string> response) override {
    if (!response) return {sasl_step::challenge};
    const std::string_view all = *response;
    const auto first = all.find('\0');
    if (first == std::string_view::npos) return {};
    const auto second = all.find('\0', first + 1);
    if (second == std::string_view::npos || all.find('\0', second + 1) != std::string_view::npos) return {};
    const auto acting_for = all.substr(0, first);
    const auto login = all.substr(first + 1, second - first - 1);
    if (!acting_for.empty() && !iequals(acting_for, login)) return {};
    return ended(sign_in_.check(login, all.substr(second + 1)));
  }

 private:
  const authenticator& sign_in_;
};

// draft-murchison-sasl-login: an initial response is the user name.
class login final : public sasl_exchange {
 public:
  explicit login(const authenticator& sign_in) : sign_in_(sign_in) {}

  sasl_step next(std::optional<std::string> response) override {
    if (!response) return {sasl_step::challenge, "Username:"};
    if (!user_) {
      user_ = std::move(*response);
      return {sasl_step::challenge, "Password:"};
    }
    return ended(sign_in_.check(*user_, *response));
  }

 private:
  const authenticator& sign_in_;
  std::optional<std::string> user_;
};

// RFC 2195.
class cram_md5 final : public sasl_exchange {
 public:
  explicit cram_md5(const authenticator& sign_in) : sign_in_(sign_in) {}

  sasl_step next(std::optional<std::string> response) override {
    if (challenge_.empty()) {
      if (response) return {};  // the server speaks first
      challenge_ = "<" + random_hex(12) + "@localhost>";
      return {sasl_step::challenge, challenge_};
    }
    const auto space = response ? response->rfind(' ') : std::string::npos;
    if (space == std::string::npos) return {};
    const auto who = sign_in_.store().find_login(response->substr(0, space));
    if (!who) return {};
    const std::string expected = to_hex(hmac("MD5", sign_in_.store().password(*who), challenge_));
    return ended(same_secret(lower(response->substr(space + 1)), expected) ? who : std::nullopt);
  }

 private:
  const authenticator& sign_in_;
  std::string challenge_;
};

}  // namespace

std::optional<account_id> authenticator::check(std::string_view login, std::string_view password) const {
  const auto who = store_.find_login(login);
  if (!who || !same_secret(store_.password(*who), password)) return std::nullopt;
  return who;
}

std::unique_ptr<sasl_exchange> authenticator::begin(std::string_view mechanism) {
  if (iequals(mechanism, "PLAIN")) return std::make_unique<plain>(*this);
  if (iequals(mechanism, "LOGIN")) return std::make_unique<login>(*this);
  if (iequals(mechanism, "CRAM-MD5")) return std::make_unique<cram_md5>(*this);
  if (iequals(mechanism, "SCRAM-SHA-1")) return begin_scram(*this, "SHA1");
  if (iequals(mechanism, "SCRAM-SHA-256")) return begin_scram(*this, "SHA256");
  return nullptr;
}

bool authenticator::shows_password(std::string_view mechanism) {
  return iequals(mechanism, "PLAIN") || iequals(mechanism, "LOGIN");
}

const std::string& authenticator::salted_password(const char* digest, const std::string& login,
                                                  const std::string& password, const std::string& salt,
                                                  int iterations) {
  std::string key = std::string(digest) + '\0' + login + '\0' + password + '\0' + salt;
  if (salted_.size() > 1000) salted_.clear();
  auto [found, added] = salted_.try_emplace(std::move(key));
  if (added) found->second = pbkdf2(digest, password, salt, iterations);
  return found->second;
}

}  // namespace watchpost::sandbox
