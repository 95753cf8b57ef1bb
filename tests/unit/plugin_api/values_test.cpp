#include <watchpost/cpp/address_values.hpp>
#include <watchpost/cpp/values.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace watchpost::values;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

TEST(Values, bool) {
  for (auto text : {"true", "TRUE", "yes", "Yes", "on", "1"}) EXPECT_EQ(parse_bool(text), true) << text;
  for (auto text : {"false", "no", "oFF", "0"}) EXPECT_EQ(parse_bool(text), false) << text;
  for (auto text : {"", "2", "y", "t", "maybe", "true ", " true", "00"})
    EXPECT_EQ(parse_bool(text), std::nullopt) << text;
}

TEST(Values, int) {
  EXPECT_EQ(parse_int("0"), 0);
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_EQ(parse_int("007"), 7);
  EXPECT_EQ(parse_int("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (auto text : {"", "-", "+1", "1.0", "1 ", " 1", "0x10", "9223372036854775808", "--1", "1e3"}) {
    EXPECT_EQ(parse_int(text), std::nullopt) << text;
  }
}

TEST(Values, float) {
  EXPECT_EQ(parse_float("0.5"), 0.5);
  EXPECT_EQ(parse_float("-3"), -3.0);
  EXPECT_EQ(parse_float("1e6"), 1e6);
  EXPECT_EQ(parse_float(".5"), 0.5);
  for (auto text : {"", ".", "0,5", "nan", "inf", "-inf", "1e999", "+1", "1.0x", "0x1p3", "1 "}) {
    EXPECT_EQ(parse_float(text), std::nullopt) << text;
  }
}

TEST(Values, duration) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("14d"), 14 * 24h);
  EXPECT_EQ(parse_duration("1d2h3m4s5ms"), 24h + 2h + 3min + 4s + 5ms);
  EXPECT_EQ(parse_duration("90m"), 90min);
  EXPECT_EQ(parse_duration("0"), 0ms);
  EXPECT_EQ(parse_duration("0s"), 0ms);
  EXPECT_EQ(parse_duration("9223372036854775807ms"), std::chrono::milliseconds::max());
  for (auto text :
       {"", "5", "s", "-5s", "1.5s", "5 s", "5S", "5min", "30s1m", "1h1h", "1h30", "00", "1y", "1ms1s",
        "9223372036854775808ms", "106751991168d", "18446744073709551616ms", "1d9223372036854775807ms"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Values, size) {
  EXPECT_EQ(parse_size("0"), 0u);
  EXPECT_EQ(parse_size("4096"), 4096u);
  EXPECT_EQ(parse_size("4096B"), 4096u);
  EXPECT_EQ(parse_size("64KiB"), 65536u);
  EXPECT_EQ(parse_size("64kib"), 65536u);
  EXPECT_EQ(parse_size("10MB"), 10'000'000u);
  EXPECT_EQ(parse_size("1kB"), 1'000u);
  EXPECT_EQ(parse_size("2GiB"), 2'147'483'648u);
  EXPECT_EQ(parse_size("8388607TiB"), 8388607ull << 40);
  EXPECT_EQ(parse_size("9223372036854775807"), 9223372036854775807ull);
  for (auto text :
       {"", "B", "-1", "1.5MB", "1 MB", "1K", "1M", "1PiB", "9223372036854775808", "8388608TiB", "1KiBx"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

TEST(Values, port) {
  EXPECT_EQ(parse_port("1"), 1);
  EXPECT_EQ(parse_port("65535"), 65535);
  EXPECT_EQ(parse_port("smtp"), 25);
  EXPECT_EQ(parse_port("SMTP"), 25);
  EXPECT_EQ(parse_port("submission"), 587);
  EXPECT_EQ(parse_port("submissions"), 465);
  EXPECT_EQ(parse_port("smtps"), 465);
  EXPECT_EQ(parse_port("imap"), 143);
  EXPECT_EQ(parse_port("imaps"), 993);
  EXPECT_EQ(parse_port("pop3"), 110);
  EXPECT_EQ(parse_port("pop3s"), 995);
  for (auto text :
       {"", "0", "65536", "99999", "-25", "+25", "25 ", "25x", "no-such-service-anywhere", "a/b", "smtp\n"}) {
    EXPECT_EQ(parse_port(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_port(std::string(5000, 'a')), std::nullopt);
}

TEST(Values, ipv4) {
  for (auto text : {"0.0.0.0", "127.0.0.1", "255.255.255.255"}) EXPECT_TRUE(is_ipv4(text)) << text;
  for (auto text :
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.", "1..2.3", "1.2.3.4 ", "1000.1.1.1"}) {
    EXPECT_FALSE(is_ipv4(text)) << text;
  }
}

TEST(Values, ipv6) {
  for (auto text : {"::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1",
                    "1:2:3:4:5:6:1.2.3.4", "fe80::1%eth0", "FE80::A", "1:2:3:4:5:6:7::"}) {
    EXPECT_TRUE(is_ipv6(text)) << text;
  }
  for (auto text : {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
                    "12345::", "g::", "1:", ":1", "1:2:3:4:5:6:7:8::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4",
                    "fe80::1%", "fe80::1%a b", "1:2:3:4:5:6:7:"}) {
    EXPECT_FALSE(is_ipv6(text)) << text;
  }
}

TEST(Values, host) {
  EXPECT_EQ(parse_host("mx1.example.com"), "mx1.example.com");
  EXPECT_EQ(parse_host("mx1.example.com."), "mx1.example.com.");
  EXPECT_EQ(parse_host("localhost"), "localhost");
  EXPECT_EQ(parse_host("mail_relay"), "mail_relay");
  EXPECT_EQ(parse_host("3com.example"), "3com.example");
  EXPECT_EQ(parse_host("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(parse_host("[2001:db8::1]"), "2001:db8::1");
  EXPECT_EQ(parse_host("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(parse_host("xn--r8jz45g.jp"), "xn--r8jz45g.jp");
  for (auto text : {"", ".", "a..b", "-a.com", "a-.com", "a b", "mail.例.jp", "1.2.3", "300.1.1.1", "host:25",
                    "[1.2.3.4]", "[]", "%Device.Address", "user@host", "a/b", "."}) {
    EXPECT_EQ(parse_host(text), std::nullopt) << text;
  }
  EXPECT_TRUE(is_host_name(std::string(63, 'a')));
  EXPECT_FALSE(is_host_name(std::string(64, 'a')));
  std::string longest;
  while (longest.size() + 10 <= 250) longest += "abcdefghi.";
  EXPECT_TRUE(is_host_name(longest + "abc"));
  EXPECT_FALSE(is_host_name(longest + "abcd"));
}

TEST(Values, email) {
  for (auto text : {"ops@example.com", "a.b+c@x", "root@localhost", "\"john doe\"@example.com",
                    "\"a\\\"b\"@x.org", "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]", "o'neil@example.com"}) {
    EXPECT_TRUE(is_email(text)) << text;
  }
  for (auto text : {"",
                    "@",
                    "a@",
                    "@b",
                    "a",
                    "a@b@c",
                    "a b@c",
                    ".a@b",
                    "a.@b",
                    "a..b@c",
                    "Ops <ops@example.com>",
                    "a@-b",
                    "a@b.",
                    "\"@x",
                    "\"\"@x",
                    "\"a\\\"@x",
                    "x@[300.1.1.1]",
                    "x@[2001:db8::1]",
                    "ä@example.com",
                    "a@b,c@d",
                    "a@exa mple.com"}) {
    EXPECT_FALSE(is_email(text)) << text;
  }
  EXPECT_TRUE(is_email(std::string(64, 'a') + "@b.org"));
  EXPECT_FALSE(is_email(std::string(65, 'a') + "@b.org"));
}

TEST(Values, utf8) {
  for (auto text : {""sv, "a\0b"sv, "例"sv, "\xF4\x8F\xBF\xBF"sv, "\xEE\x80\x80"sv, "\xED\x9F\xBF"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (auto text : {"\x80"sv, "\xC3"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv,
                    "\xF0\x80\x80\x80"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv, "a\xE4\xBE"sv,
                    "\xE4\xBE"
                    "a"sv}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Values, trim) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

}  // namespace
