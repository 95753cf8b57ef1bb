// What the tests of token requests share: a client of a scripted HTTPS server, and the usual parts of
// scripts.
#pragma once

#include "mail/oauth/account.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchpost::mail::oauth {

inline const std::string secret = "cl1ent-s3cret";

// The request up to its end; the body has `bytes`.
inline std::string request(std::size_t bytes) {
  return "tls\nC: POST /token HTTP/1.1\nC: Host: 127.0.0.1:*\nC: User-Agent: watchpost\n"
         "C: Accept: application/json\nC: Connection: close\n"
         "C: Content-Type: application/x-www-form-urlencoded\nC: Content-Length: " +
         std::to_string(bytes) + "\nC:\nliteral " + std::to_string(bytes) + "\n";
}

// With the refresh token "r1", and with client credentials.
inline const std::string refreshes =
    request(std::string_view("grant_type=refresh_token&refresh_token=r1&client_id=id&client_secret=").size() +
            secret.size());
inline const std::string asks = request(
    std::string_view("grant_type=client_credentials&client_id=id&client_secret=").size() + secret.size());

inline std::string answers(const std::string& json, const std::string& status = "200 OK") {
  return "S: HTTP/1.1 " + status +
         "\nS: Content-Type: application/json\nS: Content-Length: " + std::to_string(json.size()) +
         "\nS:\nraw: " + json + "\nclose\n";
}

inline std::string grants(const std::string& token, const std::string& more = "") {
  return answers(R"({"access_token":")" + token + R"(","token_type":"Bearer")" + more + "}");
}

// Keeps records in memory.
class notebook final : public keeper {
 public:
  net::task<std::optional<std::string>> keep(std::string record) override {
    ++calls;
    if (!fault.empty()) co_return fault;
    records.push_back(std::move(record));
    co_return std::nullopt;
  }
  std::string latest() const { return records.empty() ? std::string() : records.back(); }
  std::string kept_text() const {
    const auto token = read_kept_token(latest());
    return token ? std::string(token->text.view()) : std::string();
  }

  std::vector<std::string> records;
  std::string fault;
  int calls = 0;
};

class token_server : public test::scripted_session {
 public:
  explicit token_server(const std::string& script, test::script_options options = {})
      : scripted_session(script, options), tokens(network()) {
    who.token_url = parse_url("https://127.0.0.1:" + std::to_string(server().port) + "/token").value();
    who.trust = trust();
    who.id = "id";
    who.secret = mail::secret(secret);
  }
  token_server& with_refresh_token() {
    who.refresh_token = mail::secret("r1");
    return *this;
  }

  std::shared_ptr<source> join(keeper& with, std::string_view stored = {}) {
    return tokens.join(who, with, stored);
  }

  result<access_token> ask(source& from) {
    auto got = run([&](net::network&, net::cancellation cancel, session_report&) {
      return from.token(deadline(), cancel);
    });
    if (!got) look_for_secrets(got.error());
    return got;
  }

  // "fresh TOKEN", "TOKEN", or the failure.
  std::string asked(source& from) {
    const auto got = ask(from);
    if (!got) return to_string(got.error());
    return (got->fresh ? "fresh " : "") + std::string(got->text.view());
  }

  void leave(source& from) {
    run([&](net::network&, net::cancellation, session_report&) { return leave_once(from); });
  }

  client who;
  issuer tokens;

 private:
  static net::task<result<int>> leave_once(source& from) {
    co_await from.leave();
    co_return 0;
  }

  static void look_for_secrets(const failure& f) {
    for (const auto& hidden : {secret, std::string("r1xyz")})
      EXPECT_EQ(to_string(f).find(hidden), std::string::npos) << f;
  }
};

}  // namespace watchpost::mail::oauth
