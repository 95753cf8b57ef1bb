#include "scram.h"

#include "digest.h"
#include "mail/text/base64.h"
#include "mail/text/number.h"
#include "mechanism.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <optional>

namespace watchpost::mail::sasl {

namespace {

failure broken(const char* what) { return sign_in_failure(cause::protocol, std::string("SCRAM: ") + what); }

// Takes "k=value" off the front of `message`. Nothing when another attribute, or none, stands there.
std::optional<std::string_view> take(std::string_view& message, char key) {
  if (message.size() < 2 || message[0] != key || message[1] != '=') return std::nullopt;
  const std::size_t comma = message.find(',');
  const std::string_view value = message.substr(2, comma == std::string_view::npos ? comma : comma - 2);
  message.remove_prefix(comma == std::string_view::npos ? message.size() : comma + 1);
  return value;
}

// RFC 5802 section 7: posit-number.
std::optional<unsigned> positive(std::string_view text) {
  return text.starts_with('-') || text.starts_with('0') ? std::nullopt : to_number<unsigned>(text);
}

bool printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

failure server_error(std::string_view value) {
  constexpr std::string_view wrong_login[] = {"invalid-proof", "unknown-user", "invalid-username-encoding"};
  failure f = sign_in_failure(
      std::ranges::find(wrong_login, value) != std::end(wrong_login) ? cause::credentials : cause::permanent,
      {});
  f.enhanced = printable(value);
  f.server = "e=" + f.enhanced;
  return f;
}

}  // namespace

result<server_first> parse_server_first(std::string_view message, std::string_view client_nonce) {
  if (const auto error = take(message, 'e')) return server_error(*error);
  if (message.starts_with("m=")) return broken("the server requires an extension");
  const auto nonce = take(message, 'r');
  if (!nonce) return broken("no nonce in the server's first message");
  const auto salt = take(message, 's');
  if (!salt) return broken("no salt in the server's first message");
  const auto count = take(message, 'i');
  if (!count) return broken("no iteration count in the server's first message");

  server_first first;
  if (!nonce->starts_with(client_nonce) || nonce->size() == client_nonce.size() || !printable_ascii(*nonce))
    return broken("the server's nonce does not extend ours");
  first.nonce = *nonce;
  auto decoded = from_base64(*salt);
  if (!decoded || decoded->empty()) return broken("the salt is not base64");
  first.salt = std::move(*decoded);
  const auto rounds = positive(*count);
  if (!rounds) return broken("the iteration count is not a number");
  if (*rounds < least_rounds) return broken("the iteration count is too small to be safe");
  if (*rounds > most_rounds) return broken("the iteration count is too large");
  first.rounds = *rounds;
  return first;
}

result<std::string> parse_server_final(std::string_view message) {
  if (const auto error = take(message, 'e')) return server_error(*error);
  const auto verifier = take(message, 'v');
  if (!verifier) return broken("no signature in the server's final message");
  auto decoded = from_base64(*verifier);
  if (!decoded || decoded->empty()) return broken("the server's signature is not base64");
  return std::move(*decoded);
}

std::string escaped_name(std::string_view username) {
  std::string name;
  name.reserve(username.size());
  for (const char c : username) {
    if (c == '=')
      name += "=3D";
    else if (c == ',')
      name += "=2C";
    else
      name += c;
  }
  return name;
}

result<void> check_prepared(std::string_view what, std::string_view text) {
  const std::string refused = "the " + std::string(what) + " has characters that SCRAM does not take";
  // printable() keeps exactly UTF-8 without control characters; in pieces, as it cuts long text.
  while (!text.empty()) {
    std::size_t piece = std::min<std::size_t>(text.size(), 400);
    while (piece < text.size() && (static_cast<unsigned char>(text[piece]) & 0xC0U) == 0x80U && piece < 404)
      ++piece;
    const std::string_view part = text.substr(0, piece);
    if (printable(part) != part) return sign_in_failure(cause::credentials, refused);
    text.remove_prefix(piece);
  }
  return {};
}

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
    if (!same_secret(*verifier, signature_.view()))
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
