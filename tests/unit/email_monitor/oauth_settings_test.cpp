// The settings of OAuth 2.0: what they need of each other, and the plan and the advice that come of them.
#include "email_monitor/advice.h"
#include "email_monitor/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace watchpost::email_monitor {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using setting_map = std::map<std::string, std::string>;

const setting_map without_oauth = {{"smtp.server", "mx1"},          {"smtp.to", "a@example.test"},
                                   {"smtp.from", "b@example.test"}, {"smtp.auth", "auto"},
                                   {"smtp.username", "a"},          {"mail.server", "mx2"},
                                   {"mail.username", "a"}};
const setting_map by_url = {{"oauth.token_url", "https://login.example.test/token"},
                            {"oauth.client_id", "id"},
                            {"oauth.client_secret", "hunter2"}};
const setting_map by_file = {{"oauth.token_file", "/run/token"}};

struct reading {
  settings values;
  std::string remarks;       // "key: text\n"; errors only with `ok` false
  std::string secret_files;  // "key: path\n"
  bool ok = false;
};

reading read_map(setting_map given, const setting_map& more = {}) {
  given.insert(without_oauth.begin(), without_oauth.end());
  for (const auto& [key, value] : more) given[key] = value;
  std::vector<wp_setting> list;
  for (const auto& [key, value] : given) list.push_back({plugin::to_abi(key), plugin::to_abi(value)});
  reading out;
  const wp_diag_sink sink{&out, [](void* ctx, const wp_diag* d) {
                            auto& to = *static_cast<reading*>(ctx);
                            (d->severity == WP_SEVERITY_READS_SECRET ? to.secret_files : to.remarks) +=
                                std::string(plugin::view(d->key)) + ": " +
                                std::string(plugin::view(d->text)) + "\n";
                          }};
  plugin::diagnostics diags(&sink);
  if (plugin::read_settings(settings_table, list, diags, out.values)) check_sign_in(out.values, diags);
  out.ok = !diags.failed();
  EXPECT_THAT(out.remarks, Not(HasSubstr("hunter2")));
  return out;
}

configuration plan_of(const setting_map& given, const setting_map& more = {}) {
  const reading o = read_map(given, more);
  EXPECT_TRUE(o.ok) << o.remarks;
  EXPECT_EQ(o.remarks, "");
  return make_configuration(o.values, "i");
}

TEST(OAuthSettings, ATokenServerReplacesBothPasswords) {
  const configuration p = plan_of(by_url, {{"oauth.scope", "mail send"}, {"tls.ca_file", "/ca.pem"}});
  EXPECT_TRUE(p.token_submits);
  EXPECT_TRUE(p.token_retrieves);
  ASSERT_TRUE(p.token_client);
  EXPECT_EQ(to_text(p.token_client->token_url), "https://login.example.test/token");
  EXPECT_EQ(p.token_client->id, "id");
  EXPECT_EQ(p.token_client->secret.view(), "hunter2");
  EXPECT_TRUE(p.token_client->refresh_token.empty());
  EXPECT_EQ(p.token_client->scope, "mail send");
  EXPECT_EQ(p.token_client->trust.ca_file, "/ca.pem");
  EXPECT_EQ(plan_of(by_url, {{"oauth.ca_file", "/own.pem"}}).token_client->trust.ca_file, "/own.pem");
}

TEST(OAuthSettings, ATokenFileIsEnough) {
  const configuration p = plan_of(by_file);
  EXPECT_EQ(p.token_file, "/run/token");
  EXPECT_FALSE(p.token_client);
  EXPECT_TRUE(p.token_submits && p.token_retrieves);
}

TEST(OAuthSettings, ChooseTheLegs) {
  const configuration sends = plan_of(by_file, {{"oauth.for", "smtp"}, {"mail.password", "x"}});
  EXPECT_TRUE(sends.token_submits && !sends.token_retrieves);
  const configuration receives = plan_of(by_file, {{"oauth.for", "mail"}, {"smtp.password", "x"}});
  EXPECT_TRUE(!receives.token_submits && receives.token_retrieves);
  const configuration open_relay = plan_of(by_file, {{"smtp.auth", "off"}, {"smtp.username", ""}});
  EXPECT_TRUE(!open_relay.token_submits && open_relay.token_retrieves);
  EXPECT_THAT(
      read_map(by_file, {{"oauth.for", "smtp"}, {"smtp.auth", "off"}, {"mail.password", "x"}}).remarks,
      HasSubstr("oauth.for: is 'smtp' while smtp.auth is not 'auto'; set smtp.auth = auto"));
  EXPECT_THAT(read_map(by_file, {{"oauth.for", "smtp"}}).remarks, HasSubstr("mail.password: is required"));
}

TEST(OAuthSettings, APasswordBesideATokenIsPointedAt) {
  const reading o = read_map(by_file, {{"mail.password", "hunter2"}});
  EXPECT_TRUE(o.ok);
  EXPECT_THAT(o.remarks, HasSubstr("mail.password: is not used"));
}

TEST(OAuthSettings, EachFaultNamesKeyValueAndRemedy) {
  const std::pair<setting_map, std::string> faults[] = {
      {{{"oauth.token_file", "/run/token"}},
       "oauth.token_file: is '/run/token' while oauth.token_url is "
       "'https://login.example.test/token'; keep one"},
      {{{"oauth.token_url", "http://a/t"}}, "oauth.token_url: got 'http://a/t'; expected an https address"},
      {{{"oauth.client_id", ""}}, "oauth.client_id: is required with oauth.token_url and missing"},
      {{{"oauth.client_secret", ""}}, "oauth.refresh_token: is missing, and so is oauth.client_secret"},
      {{{"oauth.client_secret", ""}, {"oauth.refresh_token", "hunter2"}, {"oauth.client_auth", "basic"}},
       "oauth.client_auth: is 'basic' without oauth.client_secret"},
      {{{"oauth.token_url", ""}}, "oauth.client_secret: is given without oauth.token_url"}};
  for (const auto& [change, words] : faults) {
    const reading o = read_map(by_url, change);
    EXPECT_FALSE(o.ok) << words;
    EXPECT_THAT(o.remarks, HasSubstr(words));
  }
}

TEST(OAuthSettings, NameTheirFilesToTheHost) {
  const reading o = read_map({{"oauth.token_file", "/run/token"}});
  EXPECT_TRUE(o.ok);
  EXPECT_EQ(o.secret_files, "oauth.token_file: /run/token\n");
}

TEST(OAuthAdvice, NamesTheSettingAtFault) {
  mail::failure f;
  f.at = mail::stage::sign_in;
  f.why = mail::cause::credentials;
  EXPECT_THAT(advice(f, "mail"), HasSubstr("mail.password"));
  f.token = mail::token_trouble::refused;
  EXPECT_THAT(advice(f, "mail"), HasSubstr("mail.username"));
  EXPECT_THAT(advice(f, "mail"), HasSubstr("oauth.scope"));
  f.token = mail::token_trouble::unobtainable;
  EXPECT_THAT(advice(f, "mail"), HasSubstr("oauth.token_file"));
  const std::pair<const char*, const char*> errors[] = {{"invalid_grant", "oauth.refresh_token"},
                                                        {"invalid_client", "oauth.client_secret"},
                                                        {"unauthorized_client", "oauth.client_id"}};
  f.code = 400;
  for (const auto& [error, setting] : errors) {
    f.enhanced = error;
    EXPECT_THAT(advice(f, "mail"), HasSubstr(setting));
  }
  for (const auto why : {mail::cause::refused, mail::cause::permanent, mail::cause::protocol}) {
    f.why = why;
    EXPECT_THAT(advice(f, "smtp"), HasSubstr("oauth.token_url"));
    EXPECT_THAT(advice(f, "smtp"), Not(HasSubstr("smtp."))) << "the mail server is not to blame";
  }
  f.why = mail::cause::certificate;
  EXPECT_THAT(advice(f, "smtp"), HasSubstr("oauth.ca_file"));
}

TEST(Advice, OnAMaildropThatCannotBeListedOrRead) {
  auto f = mail::make_failure(mail::stage::open, mail::cause::permanent, "UIDL or LIST is needed (RFC 1939)");
  EXPECT_THAT(advice(f, "mail"), HasSubstr("mail.protocol = imap"));
  f.detail = "TOP is needed (RFC 1939 section 7)";
  EXPECT_THAT(advice(f, "mail"), HasSubstr("mail.protocol = imap"));
}

}  // namespace
}  // namespace watchpost::email_monitor
