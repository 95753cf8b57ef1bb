#include "token_store.h"

#include "account.h"
#include "mail/file.h"
#include "mail/json/record.h"
#include "mail/sasl/bearer.h"
#include "mail/secret.h"

#include <optional>
#include <tuple>

namespace watchpost::mail::oauth {

namespace {

struct stored_token {
  std::string client;
  std::int64_t obtained = 0;
  std::string token;
};
constexpr auto fields_of(const stored_token*) {
  return std::tuple{json::field("client", &stored_token::client),
                    json::field("obtained", &stored_token::obtained),
                    json::field("token", &stored_token::token)};
}

}  // namespace

std::string to_record(const kept_token& token) {
  stored_token stored{token.client, token.obtained, std::string(token.text.view())};
  std::string record = json::to_record(stored);
  wipe(stored.token);
  return record;
}

std::optional<kept_token> read_kept_token(std::string_view record) {
  auto stored = json::read_record<stored_token>(record);
  if (!stored || stored->token.empty()) return std::nullopt;
  return kept_token{std::move(stored->client), stored->obtained, secret::taken(std::move(stored->token))};
}

namespace {

constexpr std::size_t most = 16 * 1024 + 2;

failure unusable(const std::string& path, const std::string& why) {
  failure f;
  f.why = cause::credentials;
  f.detail = why;
  return unobtainable(std::move(f), "the file " + printable(path));
}

class token_file final : public source {
 public:
  explicit token_file(std::string path) : path_(std::move(path)) {}

  net::task<result<access_token>> token(net::instant, net::cancellation) override {
    result<secret> text = read_token_file(path_);
    if (!text) co_return text.error();
    co_return access_token{std::move(*text), false};
  }

  bool refused(const access_token& which) override {
    const result<secret> now = read_token_file(path_);
    return now && now->view() != which.text.view();
  }

 private:
  std::string path_;
};

}  // namespace

std::shared_ptr<source> make_token_file(std::string path) {
  return std::make_shared<token_file>(std::move(path));
}

result<secret> read_token_file(const std::string& path) {
  std::string why;
  std::optional<std::string> text = read_file(path, most, why);
  if (!text) return unusable(path, "it " + why);
  std::string_view token = *text;
  while (token.ends_with('\n') || token.ends_with('\r')) token.remove_suffix(1);
  const bool fits = sasl::is_bearer_token(token);
  const bool empty = token.empty();
  secret kept(fits ? token : std::string_view());
  wipe(*text);
  if (empty) return unusable(path, "it is empty");
  if (!fits) return unusable(path, "it holds something else than one access token");
  return kept;
}

}  // namespace watchpost::mail::oauth
