#include "email_monitor/settings.h"

#include <watchpost/cpp/check_params.hpp>

#include <gtest/gtest.h>

#include <map>

namespace watchpost::email_monitor {
namespace {

using texts = std::multimap<std::string, std::string>;

const texts minimum = {{"smtp.server", "mx1"}, {"smtp.to", "a@example.test"}, {"smtp.from", "b@example.test"},
                       {"mail.server", "mx2"}, {"mail.username", "a"},        {"mail.password", "hunter2"}};

struct outcome {
  bool ok = false;
  settings values;
  std::string errors;  // "key: text\n"
};

outcome read(const texts& given) {
  std::vector<wp_setting> list;
  for (const auto& [key, value] : given) list.push_back({plugin::to_abi(key), plugin::to_abi(value)});
  outcome out;
  const wp_diag_sink sink{&out, [](void* ctx, const wp_diag* d) {
                            static_cast<outcome*>(ctx)->errors += std::string(plugin::view(d->key)) + ": " +
                                                                  std::string(plugin::view(d->text)) + "\n";
                          }};
  plugin::diagnostics diags(&sink);
  out.ok = plugin::read_settings(settings_table, list, diags, out.values);
  if (out.ok) check_sign_in(out.values, diags);
  out.ok = !diags.failed();
  return out;
}

outcome read_with(const std::string& key, const std::string& value) {
  texts given = minimum;
  given.erase(key);
  given.emplace(key, value);
  return read(given);
}

TEST(Settings, TheModeFitsAHostThatKeepsNoState) {
  const auto mode_of = [](const settings& s, bool keeps_state) {
    plugin::diagnostics diags(nullptr);
    const auto mode = choose_mode(s, keeps_state, diags);
    return diags.failed() ? std::nullopt : std::optional(mode);
  };
  EXPECT_EQ(mode_of(read(minimum).values, true), poll_mode::next_poll);
  EXPECT_EQ(mode_of(read(minimum).values, false), poll_mode::same_poll);
  EXPECT_EQ(mode_of(read_with("mode", "next_poll").values, false), std::nullopt);
  EXPECT_EQ(mode_of(read_with("mode", "same_poll").values, true), poll_mode::same_poll);
}

TEST(Settings, TheDeadlineIsTheIntervalOrFiveMinutes) {
  using namespace std::chrono_literals;
  const configuration p = make_configuration(read(minimum).values, "i");
  EXPECT_EQ(deadline(p, 60s), 60s);
  EXPECT_EQ(deadline(p, 0s), 5min);
  EXPECT_EQ(deadline(make_configuration(read_with("delivery.deadline", "30s").values, "i"), 0s), 30s);
}

TEST(Settings, TheMinimumIsEnoughAndSecure) {
  const auto o = read(minimum);
  ASSERT_TRUE(o.ok) << o.errors;
  const configuration p = make_configuration(o.values, "i");
  EXPECT_EQ(p.submission.server.port, 25);
  EXPECT_EQ(p.submission.tls, mail::net::tls_mode::starttls);
  EXPECT_FALSE(p.submission.auth);
  EXPECT_EQ(p.retrieval.server.port, 993);
  EXPECT_EQ(p.retrieval.tls, mail::net::tls_mode::implicit);
  EXPECT_TRUE(p.retrieval.trust.verify);
  EXPECT_FALSE(p.retrieval.allow_cleartext_login);
  EXPECT_EQ(p.mode, poll_mode::next_poll);
  EXPECT_TRUE(p.first_poll_is_up);
  EXPECT_EQ(p.submission.connect_timeout, std::chrono::seconds(30));
  EXPECT_EQ(p.expiry_warning, std::chrono::hours(24 * 14));
  EXPECT_FALSE(p.delivery_deadline);
}

TEST(Settings, TheNameOfTheCertificateGoesToBothLegs) {
  const configuration p = make_configuration(read_with("tls.name", "mail.example").values, "");
  EXPECT_EQ(p.submission.trust.name, "mail.example");
  EXPECT_EQ(p.retrieval.trust.name, "mail.example");
}

TEST(Settings, WhatIsLikelyNotMeantIsAWarning) {
  const auto of = [](const std::string& key, const std::string& value) {
    auto o = read_with(key, value);
    EXPECT_TRUE(o.ok) << o.errors;
    return o.errors;
  };
  EXPECT_EQ(of("smtp.username", "probe"), "smtp.username: is not used: it belongs to smtp.auth=auto\n");
}

TEST(Settings, PortsFollowProtocolAndEncryption) {
  EXPECT_EQ(make_configuration(read_with("smtp.tls", "implicit").values, "").submission.server.port, 465);
  EXPECT_EQ(make_configuration(read_with("smtp.port", "submission").values, "").submission.server.port, 587);
  EXPECT_EQ(make_configuration(read_with("mail.tls", "starttls").values, "").retrieval.server.port, 143);
  EXPECT_EQ(make_configuration(read_with("mail.protocol", "pop3").values, "").retrieval.server.port, 995);
  texts given = minimum;
  given.insert({{"mail.protocol", "pop3"}, {"mail.tls", "none"}});
  EXPECT_EQ(make_configuration(read(given).values, "").retrieval.server.port, 110);
}

TEST(Settings, EachFaultNamesKeyAndValue) {
  const std::map<std::string, std::string> faults = {{"smtp.port", "99999"},    {"smtp.to", "nobody"},
                                                     {"smtp.tls", "maybe"},     {"smtp.timeout", "soon"},
                                                     {"mail.protocol", "ftp"},  {"delivery.deadline", "-1s"},
                                                     {"tls.verify", "perhaps"}, {"mode", "some_poll"}};
  for (const auto& [key, value] : faults) {
    const auto o = read_with(key, value);
    EXPECT_FALSE(o.ok) << key;
    EXPECT_NE(o.errors.find(key + ": "), std::string::npos) << o.errors;
    EXPECT_NE(o.errors.find(value), std::string::npos) << o.errors;
  }
}

TEST(Settings, SignInNeedsUserAndPassword) {
  EXPECT_NE(read_with("smtp.auth", "auto").errors.find("smtp.username"), std::string::npos);
  texts given = minimum;
  given.insert({{"smtp.auth", "auto"}, {"smtp.username", "a"}});
  given.erase("mail.password");
  const auto o = read(given);
  EXPECT_FALSE(o.ok);
  EXPECT_NE(o.errors.find("smtp.password: is required and missing"), std::string::npos);
  EXPECT_NE(o.errors.find("mail.password: is required and missing"), std::string::npos);
}

TEST(Settings, LimitsOfTheDeliveryRise) {
  const auto errors = [](const texts& limits) {
    texts given = minimum;
    given.insert(limits.begin(), limits.end());
    const auto read_in = read(given);
    EXPECT_TRUE(read_in.ok) << read_in.errors;
    std::string found;
    const wp_diag_sink sink{&found, [](void* ctx, const wp_diag* d) {
                              *static_cast<std::string*>(ctx) += std::string(plugin::view(d->key)) + ' ';
                            }};
    plugin::diagnostics diags(&sink);
    check_limits(read_in.values, diags);
    return found;
  };
  const auto limits = [](const char* warning, const char* critical, const char* deadline) {
    texts out;
    if (*warning) out.emplace("delivery.warning", warning);
    if (*critical) out.emplace("delivery.critical", critical);
    if (*deadline) out.emplace("delivery.deadline", deadline);
    return out;
  };
  EXPECT_EQ(errors(limits("10s", "20s", "30s")), "");
  EXPECT_EQ(errors(limits("10s", "", "")), "");
  EXPECT_EQ(errors(limits("20s", "20s", "30s")), "delivery.warning ");
  EXPECT_EQ(errors(limits("", "30s", "30s")), "delivery.critical ");
  EXPECT_EQ(errors(limits("40s", "", "30s")), "delivery.warning ");
  const configuration p = make_configuration(read_with("delivery.warning", "10s").values, "i");
  EXPECT_EQ(p.delivery_warning, std::chrono::seconds(10));
  EXPECT_FALSE(p.delivery_critical);
}

TEST(Settings, FoldersAreForImapOnly) {
  texts given = minimum;
  given.insert({{"mail.folders", "Archive/2026"}, {"mail.folders", "Entwürfe"}});
  const auto o = read(given);
  ASSERT_TRUE(o.ok) << o.errors;
  EXPECT_EQ(make_configuration(o.values, "").retrieval.folders,
            (std::vector<std::string>{"Archive/2026", "Entwürfe"}));
  given.emplace("mail.protocol", "pop3");
  EXPECT_TRUE(make_configuration(read(given).values, "").retrieval.folders.empty());
}

TEST(Settings, LineBreaksAreRefusedEverywhere) {
  for (const char* key : {"smtp.server", "smtp.to", "smtp.from", "smtp.ehlo", "mail.username",
                          "mail.password", "mail.folders", "tls.ca_file"})
    EXPECT_FALSE(read_with(key, "a@b.test\r\nRCPT TO:<c@d.test>").ok) << key;
}

TEST(Settings, APasswordIsNeverRepeated) {
  const auto o = read_with("mail.password", "hunter2\n");
  EXPECT_FALSE(o.ok);
  EXPECT_EQ(o.errors.find("hunter2"), std::string::npos) << o.errors;
}

}  // namespace
}  // namespace watchpost::email_monitor
