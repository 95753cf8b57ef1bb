// What the tests of whole SMTP sessions share: settings, a message, and rules that hold in every test.
#pragma once

#include "mail/smtp/submit.h"
#include "support/discretion.h"
#include "support/failures.h"
#include "support/scripted_server.h"
#include "support/smtp_script.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace watchpost::test {

inline constexpr std::string_view password = "s3cret-word";
inline constexpr std::string_view plain_base64 = "AHVzZXIAczNjcmV0LXdvcmQ=";  // \0user\0s3cret-word
inline constexpr std::string_view password_base64 = "czNjcmV0LXdvcmQ=";
inline constexpr std::string_view text = "Subject: x\r\n\r\nbody\r\n";  // 20 octets

// A server up to its capabilities.
inline std::string offering(const std::string& mechanisms) {
  return "S: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH " + mechanisms + "\n";
}

class smtp_client {
 public:
  explicit smtp_client(std::string_view script, script_options options = {}) : server(script, options) {
    how.server = server.server();
    how.tls = server.tls();
    how.trust = server.trust();
    how.ehlo_name = "client.test";
    who.from = "from@a.test";
    who.to = {"to@b.test"};
  }

  // With a sign-in, also on a clear connection.
  smtp_client& signed_in() {
    how.auth.emplace("user", std::string{password});
    how.allow_cleartext_login = true;
    return *this;
  }

  mail::result<mail::smtp::receipt> submit() {
    auto end = server.run([&](auto& net, auto cancel, auto& report) {
      return mail::smtp::submit(net, how, who, message, server.deadline(), cancel, report);
    });
    if (!end) look_for_secrets(end.error());
    expect_discreet_transcript(server, {password, plain_base64, password_base64, "Subject: x"});
    return end;
  }

  mail::result<void> sign_in() {
    auto end = server.run([&](auto& net, auto cancel, auto& report) {
      return mail::smtp::sign_in(net, how, server.deadline(), cancel, report);
    });
    if (!end) look_for_secrets(end.error());
    expect_discreet_transcript(server, {password, plain_base64, password_base64});
    return end;
  }

  // The failure that a submission has to end with.
  mail::failure refused() {
    auto end = submit();
    if (!end) return end.error();
    ADD_FAILURE() << "accepted: " << end->reply;
    return {};
  }

  scripted_session server;
  mail::smtp::settings how;
  mail::smtp::envelope who;
  std::string message{text};

 private:
  static void look_for_secrets(const mail::failure& f) {
    const auto words = mail::to_string(f) + f.server + f.detail + f.enhanced;
    for (const auto secret : {password, plain_base64, password_base64})
      EXPECT_EQ(words.find(secret), std::string::npos) << words;
  }
};

inline void expect_failure(const mail::failure& f, mail::stage at, mail::cause why, int code = 0) {
  EXPECT_EQ(f.at, at) << f;
  EXPECT_EQ(f.why, why) << f;
  if (code != 0) {
    EXPECT_EQ(f.code, code) << f;
  }
}

}  // namespace watchpost::test
