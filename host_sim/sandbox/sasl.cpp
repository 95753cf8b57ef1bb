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
sasl_exchange plain(const authenticator& sign_in) {
  return [&sign_in](const std::optional<std::string>& response) -> sasl_step {
    if (!response) return {sasl_step::challenge};
    const std::string_view all = *response;
    const auto first = all.find('\0');
    if (first == std::string_view::npos) return {};
    const auto second = all.find('\0', first + 1);
    if (second == std::string_view::npos || all.find('\0', second + 1) != std::string_view::npos) return {};
    const auto acting_for = all.substr(0, first);
    const auto login = all.substr(first + 1, second - first - 1);
    if (!acting_for.empty() && !iequals(acting_for, login)) return {};
    return ended(sign_in.check(login, all.substr(second + 1)));
  };
}

// draft-murchison-sasl-login: an initial response is the user name.
sasl_exchange login(const authenticator& sign_in) {
  return [&sign_in,
          user = std::optional<std::string>()](std::optional<std::string> response) mutable -> sasl_step {
    if (!response) return {sasl_step::challenge, "Username:"};
    if (user) return ended(sign_in.check(*user, *response));
    user = std::move(response);
    return {sasl_step::challenge, "Password:"};
  };
}

// RFC 2195.
sasl_exchange cram_md5(const authenticator& sign_in) {
  return
      [&sign_in, challenge = std::string()](const std::optional<std::string>& response) mutable -> sasl_step {
        if (challenge.empty()) {
          if (response) return {};  // the server speaks first
          challenge = "<" + random_hex(12) + "@localhost>";
          return {sasl_step::challenge, challenge};
        }
        const auto space = response ? response->rfind(' ') : std::string::npos;
        if (space == std::string::npos) return {};
        const auto who = sign_in.store().find_login(response->substr(0, space));
        if (!who) return {};
        const std::string expected = to_hex(hmac("MD5", sign_in.store().password(*who), challenge));
        return ended(same_secret(lower(response->substr(space + 1)), expected) ? who : std::nullopt);
      };
}

}  // namespace

std::optional<account_id> authenticator::check(std::string_view login, std::string_view password) const {
  const auto who = store_.find_login(login);
  if (!who || !same_secret(store_.password(*who), password)) return std::nullopt;
  return who;
}

sasl_exchange authenticator::begin(std::string_view mechanism) {
  if (iequals(mechanism, "PLAIN")) return plain(*this);
  if (iequals(mechanism, "LOGIN")) return login(*this);
  if (iequals(mechanism, "CRAM-MD5")) return cram_md5(*this);
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
