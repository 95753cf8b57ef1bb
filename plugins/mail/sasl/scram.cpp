#include "scram.h"

#include "failures.h"
#include "scram_message.h"
#include "secret.h"

#include <openssl/rand.h>

#include <array>

namespace watchpost::mail::sasl {
namespace {

// No channel binding, no authorisation identity; and the same in base64.
constexpr std::string_view gs2_header = "n,,";
constexpr std::string_view gs2_header_base64 = "biws";

class scram final : public mechanism {
 public:
  scram(scram_hash with, const credentials& who, std::string nonce)
      : name_(with == scram_hash::sha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-1"),
        digest_(with == scram_hash::sha256 ? EVP_sha256() : EVP_sha1()),
        who_(who),
        nonce_(std::move(nonce)) {}

  std::string_view name() const override { return name_; }
  bool satisfied() const override { return state_ == state::proven; }
  bool single_flight() const override { return false; }

  std::optional<std::string> initial() override {
    state_ = state::first_sent;
    return std::string(gs2_header) + first_bare();
  }

  result<std::string> answer(std::string_view challenge) override {
    switch (state_) {
      case state::fresh:  // a server that took no initial response
        if (!challenge.empty()) break;
        return *initial();
      case state::first_sent: return finish(challenge);
      case state::final_sent: return verify(challenge);
      case state::proven:
      case state::failed: break;
    }
    state_ = state::failed;
    return too_many_challenges();
  }

 private:
  enum class state { fresh, first_sent, final_sent, proven, failed };

  std::string first_bare() const { return "n=" + escaped_name(who_.username) + ",r=" + nonce_; }

  // RFC 5802 section 3.
  result<std::string> finish(std::string_view challenge) {
    state_ = state::failed;
    const result<server_first> first = parse_server_first(challenge, nonce_);
    if (!first) return first.error();
    const secret salted = salted_for(*first);
    const secret client_key = hmac(digest_, salted.view(), "Client Key");
    const secret server_key = hmac(digest_, salted.view(), "Server Key");
    const secret stored_key = hash(digest_, client_key.view());
    std::string final = "c=" + std::string(gs2_header_base64) + ",r=" + first->nonce;
    const std::string all = first_bare() + ',' + std::string(challenge) + ',' + final;
    const secret proof = client_key ^ hmac(digest_, stored_key.view(), all);
    signature_ = hmac(digest_, server_key.view(), all);
    if (salted.empty() || client_key.empty() || stored_key.empty() || proof.empty() || signature_.empty())
      return sign_in_failure(cause::internal, "SCRAM: this system lacks the digest");
    state_ = state::final_sent;
    return final + ",p=" + to_base64(proof.view());
  }

  secret salted_for(const server_first& with) const {
    if (who_.salted) return who_.salted->of(digest_, who_.password, with.salt, with.rounds);
    return hi(digest_, who_.password, with.salt, with.rounds);
  }

  result<std::string> verify(std::string_view challenge) {
    state_ = state::failed;
    const result<std::string> verifier = parse_server_final(challenge);
    if (!verifier) return verifier.error();
    if (!same(*verifier, signature_.view()))
      return sign_in_failure(cause::protocol, "SCRAM: the server did not prove that it knows the password");
    state_ = state::proven;
    return std::string{};
  }

  std::string_view name_;
  const EVP_MD* digest_;
  credentials who_;
  std::string nonce_;
  secret signature_;
  state state_ = state::fresh;
};

}  // namespace

result<std::unique_ptr<mechanism>> make_scram(scram_hash with, const credentials& who, std::string nonce) {
  const result<void> name = check_prepared("user name", who.username);
  if (!name) return name.error();
  const result<void> password = check_prepared("password", who.password);
  if (!password) return password.error();
  if (nonce.empty()) return sign_in_failure(cause::internal, "SCRAM: no random numbers");
  return std::unique_ptr<mechanism>(std::make_unique<scram>(with, who, std::move(nonce)));
}

std::string make_nonce() {
  std::array<unsigned char, 18> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return {};
  return to_base64({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace watchpost::mail::sasl
