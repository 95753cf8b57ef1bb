// From settings to the configuration, and what is refused.
#include "mail_command/settings.h"

#include <watchpost/cpp/settings.hpp>

#include <gtest/gtest.h>

#include <map>

namespace watchpost::mail_command::test {
namespace {

struct told {
  std::optional<settings> read;
  std::multimap<std::string, std::string> errors, warnings;
};

void WP_CALL put(void* ctx, const wp_diag* d) {
  if (d->severity >= WP_SEVERITY_NAMES) return;
  auto& to = *static_cast<told*>(ctx);
  (d->severity == WP_SEVERITY_ERROR ? to.errors : to.warnings)
      .emplace(std::string(plugin::view(d->key)), std::string(plugin::view(d->text)));
}

told check_settings(std::map<std::string, std::string> with) {
  std::map<std::string, std::string> all{{"mail.address", "box@example.org"},
                                         {"mail.server", "mail.example"},
                                         {"mail.username", "box"},
                                         {"mail.password", "p"},
                                         {"smtp.server", "smtp.example"},
                                         {"allow", "a@example.org read *"}};
  for (auto& [key, value] : with) all[key] = value;
  std::vector<wp_setting> abi;
  for (const auto& [key, value] : all)
    if (!value.empty()) abi.push_back({plugin::to_abi(key), plugin::to_abi(value)});
  told out;
  const wp_diag_sink sink{&out, &put};
  plugin::diagnostics diags(&sink);
  settings s;
  if (plugin::read_settings(settings_table, {abi.data(), abi.size()}, diags, s)) {
    check(s, diags);
    out.read = std::move(s);
  }
  return out;
}

TEST(Settings, HaveTheDefaultsOfTheSeed) {
  const told t = check_settings({});
  ASSERT_TRUE(t.read);
  EXPECT_TRUE(t.errors.empty());
  const runtime::configuration p = make_config(*t.read, "plant");
  EXPECT_EQ(account::retrieval_server(p), "POP3 mail.example:995");
  EXPECT_EQ(account::submission_server(p), "SMTP smtp.example:587");
  EXPECT_EQ(p.submission.tls, mail::net::tls_mode::starttls);
  ASSERT_TRUE(p.submission.auth);
  EXPECT_EQ(p.submission.auth->username, "box");  // one account for both
  EXPECT_EQ(p.after, runtime::after_reading::remove);
  EXPECT_EQ(p.freshness, std::chrono::minutes(15));
}

TEST(Settings, KnowPortsByTheirServiceNames) {
  const told t = check_settings({{"smtp.port", "submissions"}});
  ASSERT_TRUE(t.read);
  const runtime::configuration p = make_config(*t.read, "plant");
  EXPECT_EQ(p.submission.server.port, 465);
  EXPECT_EQ(p.submission.tls, mail::net::tls_mode::implicit);
  EXPECT_EQ(check_settings({{"smtp.port", "smtp"}}).warnings.count("smtp.port"), 1U);
}

TEST(Settings, SignInAsTold) {
  const told login = check_settings({{"smtp.auth", "login"}, {"smtp.username", "u"}, {"smtp.password", "q"}});
  ASSERT_TRUE(login.read);
  const runtime::configuration p = make_config(*login.read, "plant");
  EXPECT_EQ(p.submission.auth->only, "LOGIN");
  EXPECT_EQ(p.submission.auth->username, "u");
  const told pop = check_settings({{"smtp.auth", "pop-before-smtp"}});
  ASSERT_TRUE(pop.read);
  EXPECT_TRUE(make_config(*pop.read, "plant").pop_before_smtp);
  EXPECT_FALSE(make_config(*pop.read, "plant").submission.auth);
}

TEST(Settings, RefuseWhatCannotWork) {
  EXPECT_EQ(
      check_settings({{"smtp.auth", "pop-before-smtp"}, {"mail.protocol", "imap"}}).errors.count("smtp.auth"),
      1U);
  EXPECT_EQ(check_settings({{"after", "move"}}).errors.count("after"), 1U);
  EXPECT_EQ(check_settings({{"smtp.username", "u"}}).errors.count("smtp.password"), 1U);
  EXPECT_EQ(check_settings({{"allow", ""}}).warnings.count("allow"), 1U);
}

}  // namespace
}  // namespace watchpost::mail_command::test
