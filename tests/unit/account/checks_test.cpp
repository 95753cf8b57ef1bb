// What is said about settings that are likely not meant.
#include "account/checks.h"

#include "account/microsoft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::account {
namespace {

using mail::net::tls_mode;
using ::testing::HasSubstr;

template <class Check>
std::string said(Check check) {
  std::string all;
  const wp_diag_sink sink{&all, [](void* ctx, const wp_diag* d) {
                            *static_cast<std::string*>(ctx) += std::string(plugin::view(d->key)) + ": " +
                                                               std::string(plugin::view(d->text)) + "\n";
                          }};
  plugin::diagnostics diags(&sink);
  check(diags);
  EXPECT_FALSE(diags.failed()) << all;
  return all;
}

std::string said_of(const connection_settings& given) {
  return said([&](plugin::diagnostics& diags) { check(given, diags); });
}

TEST(Checks, PortsThatContradictTls) {
  const auto of = [](const char* protocol, std::uint16_t port, tls_mode tls) {
    return said_of({.group = "g", .protocol = protocol, .server = "mx", .port = port, .tls = tls});
  };
  for (const auto& [protocol, clear, secure] :
       {std::tuple{"SMTP", 587, 465}, {"IMAP", 143, 993}, {"POP3", 110, 995}}) {
    EXPECT_THAT(of(protocol, static_cast<std::uint16_t>(clear), tls_mode::implicit),
                HasSubstr("use 'starttls'"));
    EXPECT_THAT(of(protocol, static_cast<std::uint16_t>(secure), tls_mode::starttls),
                HasSubstr("use 'implicit'"));
    EXPECT_EQ(of(protocol, static_cast<std::uint16_t>(clear), tls_mode::starttls), "");
    EXPECT_EQ(of(protocol, static_cast<std::uint16_t>(secure), tls_mode::implicit), "");
  }
  EXPECT_THAT(of("IMAP", 995, tls_mode::implicit),
              HasSubstr("g.port: is 995, the port of POP3, not of IMAP"));
  EXPECT_EQ(of("SMTP", 2525, tls_mode::implicit), "");
}

TEST(Checks, PasswordsAtMicrosofts) {
  connection_settings given{.group = "smtp", .protocol = "SMTP", .server = "smtp.office365.com", .port = {}};
  EXPECT_THAT(said_of(given), HasSubstr("smtp.server: Microsoft switches passwords off"));
  given.by_password = false;
  EXPECT_EQ(said_of(given), "");
  for (const auto* host : {"SMTP-mail.outlook.com", "outlook.office365.com."})
    EXPECT_NE(password_warning(host, "smtp"), "") << host;
  for (const auto* host : {"office365.com.test", "notoutlook.com", "mx.example.org", ""})
    EXPECT_EQ(password_warning(host, "smtp"), "") << host;
}

}  // namespace
}  // namespace watchpost::account
