// SCRAM (RFC 5802, RFC 7677) without channel binding. User names and passwords are taken as they are (no
// SASLprep).
#include "crypto.h"
#include "sasl.h"
#include "text.h"

namespace watchpost::sandbox {
namespace {

constexpr int iterations = 4096;  // the minimum of RFC 7677

// The value of `name=value` up to the next comma; `rest` moves behind it. Nothing when another attribute
// stands there.
std::optional<std::string_view> take_attribute(std::string_view& rest, char name) {
  if (rest.size() < 2 || rest[0] != name || rest[1] != '=') return std::nullopt;
  const auto end = rest.find(',');
  const auto value = rest.substr(2, end == std::string_view::npos ? end : end - 2);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return value;
}

std::optional<std::string> decode_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text.substr(i, 3) == "=2C" || text.substr(i, 3) == "=3D") {
      out += text[i + 2] == 'C' ? ',' : '=';
      i += 2;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

class scram {
 public:
  scram(authenticator& sign_in, const char* digest) : sign_in_(sign_in), digest_(digest) {}

  sasl_step operator()(const std::optional<std::string>& response) {
    if (!response) return state_ == 0 ? sasl_step{sasl_step::challenge} : sasl_step{};
    switch (state_++) {
      case 0: return first(*response);
      case 1: return final(*response);
      case 2:
        return response->empty() && account_ ? sasl_step{sasl_step::success, {}, *account_} : sasl_step{};
      default: return {};
    }
  }

 private:
  // client-first-message: gs2-header, n=user, r=nonce.
  sasl_step first(std::string_view message) {
    std::string_view rest = message;
    if (rest.size() < 2 || (rest[0] != 'n' && rest[0] != 'y') || rest[1] != ',') return {};
    rest.remove_prefix(2);
    if (!rest.starts_with(',') && !take_attribute(rest, 'a')) return {};
    if (rest.starts_with(',')) rest.remove_prefix(1);
    gs2_header_ = message.substr(0, message.size() - rest.size());
    client_first_ = rest;
    const auto name = take_attribute(rest, 'n');
    const auto nonce = take_attribute(rest, 'r');
    const auto user = decode_name(name.value_or(""));
    if (!name || !nonce || nonce->empty() || !user) return {};
    account_ = sign_in_.store().find_login(*user);
    user_ = *user;
    // The same salt for the same user, known or not, so that the answer tells nothing.
    salt_ = hash(digest_, "sandbox salt " + lower(user_)).substr(0, 16);
    nonce_ = std::string(*nonce) + random_hex(12);
    server_first_ = "r=" + nonce_ + ",s=" + base64_encode(salt_) + ",i=" + std::to_string(iterations);
    return {sasl_step::challenge, server_first_};
  }

  // client-final-message: c=binding, r=nonce, p=proof.
  sasl_step final(std::string_view message) {
    const auto proof_at = message.rfind(",p=");
    if (proof_at == std::string_view::npos) return {};
    std::string_view rest = message.substr(0, proof_at);
    const auto binding = take_attribute(rest, 'c');
    const auto nonce = take_attribute(rest, 'r');
    const auto proof = base64_decode(message.substr(proof_at + 3));
    if (!binding || base64_decode(*binding) != gs2_header_ || nonce != nonce_ || !proof || !account_)
      return {};

    const std::string password = sign_in_.store().password(*account_);
    const std::string salted = sign_in_.salted_password(digest_, user_, password, salt_, iterations);
    const std::string client_key = hmac(digest_, salted, "Client Key");
    const std::string signed_text =
        client_first_ + ',' + server_first_ + ',' + std::string(message.substr(0, proof_at));
    std::string expected = hmac(digest_, hash(digest_, client_key), signed_text);
    for (std::size_t i = 0; i < expected.size(); ++i)
      expected[i] = static_cast<char>(expected[i] ^ client_key[i]);
    if (!same_secret(expected, *proof)) return {};
    const std::string signature = hmac(digest_, hmac(digest_, salted, "Server Key"), signed_text);
    return {sasl_step::challenge, "v=" + base64_encode(signature)};
  }

  authenticator& sign_in_;
  const char* digest_;
  int state_ = 0;
  std::optional<account_id> account_;
  std::string user_, gs2_header_, client_first_, server_first_, nonce_, salt_;
};

}  // namespace

sasl_exchange begin_scram(authenticator& sign_in, const char* digest) { return scram(sign_in, digest); }

}  // namespace watchpost::sandbox
