#include "token_store.h"

#include "account.h"
#include "mail/file.h"
#include "mail/sasl/bearer.h"
#include "mail/secret.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <optional>

namespace watchpost::mail::oauth {

namespace {

constexpr std::string_view version = "1";

}  // namespace

std::string encode(const kept_token& token) {
  std::string text(version);
  text += ' ' + token.client + ' ' + std::to_string(token.obtained) + ' ';
  return text.append(token.text.view());
}

std::optional<kept_token> decode_kept_token(std::string_view text) {
  if (take_part(text, ' ') != version) return std::nullopt;
  kept_token token;
  token.client = take_part(text, ' ');
  const auto obtained = to_number<decltype(token.obtained)>(take_part(text, ' '));
  if (!obtained || text.empty()) return std::nullopt;
  token.obtained = *obtained;
  token.text = secret(text);
  return token;
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
