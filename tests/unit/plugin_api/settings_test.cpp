#include <watchpost/cpp/check_params.hpp>
#include <watchpost/cpp/settings.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using namespace std::chrono_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace param = plugin::param;

enum class tls_mode { none, starttls, implicit };
constexpr wp_choice tls_names[] = {{"none", "no TLS"}, {"starttls", "upgrade"}, {"implicit", "at once"}};

struct server {
  std::string host;
  std::uint16_t port = 0;
};
struct mail_config {
  server smtp;
  tls_mode tls{};
  bool sign_in = false;
  std::optional<std::string> user;
  plugin::secret password;
  std::string token;
  std::chrono::milliseconds timeout{};
  int retries = 7;
  std::uint8_t level = 0;
  double factor = 0;
  std::uint64_t limit = 0;
  std::vector<std::string> folders;
  std::vector<std::uint16_t> ports;
  std::string body;
  std::string subject;
  std::string from;
  std::optional<std::string> ca_file;
};

constexpr auto mail_table = plugin::settings(
    param::host<&mail_config::smtp, &server::host>("smtp.host").title("Server").required().macro(),
    param::port<&mail_config::smtp, &server::port>("smtp.port").title("Port").def("submission"),
    param::choice<&mail_config::tls>("smtp.tls", tls_names).title("TLS").def("starttls"),
    param::boolean<&mail_config::sign_in>("smtp.sign_in").title("Sign in").def("no"),
    param::string<&mail_config::user>("smtp.user").title("User").when("smtp.sign_in=true"),
    param::secret<&mail_config::password>("smtp.password")
        .title("Password")
        .when("smtp.sign_in=true")
        .required(),
    param::string<&mail_config::token>("smtp.token").title("Token").when("smtp.user=robot|agent").def("t0"),
    param::duration<&mail_config::timeout>("timeout").title("Timeout").def("30s").min("1s").max("10m"),
    param::integer<&mail_config::retries>("retries").title("Retries").max("9"),
    param::integer<&mail_config::level>("level").title("Level").def("3"),
    param::number<&mail_config::factor>("factor").title("Factor").def("1.5").min("0"),
    param::size<&mail_config::limit>("limit").title("Limit").def("1MiB").min("1KiB"),
    param::string<&mail_config::folders>("imap.folder").title("Folder").def("INBOX"),
    param::port<&mail_config::ports>("ports").title("Ports"),
    param::text<&mail_config::body>("body").title("Body"),
    param::string<&mail_config::subject>("subject").title("Subject").def("probe"),
    param::email<&mail_config::from>("from").title("From").def("ops@example.com"),
    param::path<&mail_config::ca_file>("tls.ca_file").title("CA file"));

constexpr wp_type type{
    sizeof(wp_type), 0,       "sample", "Sample", "1.0.0", "", plugin::param_list<mail_table>.data(),
    nullptr,         nullptr, nullptr,  nullptr,  0};

class Settings : public testing::Test {
 protected:
  using pairs = std::vector<std::pair<std::string_view, std::string_view>>;

  bool read(const pairs& given, bool with_host = true) {
    config_ = mail_config();
    remarks_.clear();
    std::vector<wp_setting> list;
    if (with_host) list.push_back({plugin::to_abi("smtp.host"), plugin::to_abi("mx1")});
    for (const auto& [key, value] : given) list.push_back({plugin::to_abi(key), plugin::to_abi(value)});
    const wp_diag_sink sink{
        &remarks_, [](void* ctx, const wp_diag* d) {
          const bool unused = plugin::view(d->text).starts_with("is not used");
          EXPECT_EQ(d->severity, unused ? WP_SEVERITY_WARNING : WP_SEVERITY_ERROR);
          static_cast<std::vector<std::string>*>(ctx)->push_back(std::string(plugin::view(d->key)) + ": " +
                                                                 std::string(plugin::view(d->text)));
        }};
    plugin::diagnostics diags(&sink);
    return plugin::read_settings(mail_table, list, diags, config_);
  }
  std::string remark(std::string_view key, std::string_view value) {
    EXPECT_FALSE(read({{key, value}})) << key << "=" << value;
    EXPECT_EQ(remarks_.size(), 1u);
    return remarks_.empty() ? "" : remarks_.front();
  }

  mail_config config_;
  std::vector<std::string> remarks_;
};

TEST_F(Settings, descriptors_are_sane) { EXPECT_THAT(plugin::check_params(type), IsEmpty()); }

TEST_F(Settings, table_describes_what_it_binds) {
  EXPECT_EQ(plugin::param_list<mail_table>.size(), mail_table.params.size() + 1);
  EXPECT_EQ(plugin::param_list<mail_table>.back(), nullptr);
  const wp_param& folder = mail_table.params[12];
  EXPECT_EQ(plugin::view(folder.key), "imap.folder");
  EXPECT_EQ(folder.flags, WP_PARAM_REPEATED);
  EXPECT_EQ(folder.size, sizeof(wp_param));
  EXPECT_EQ(mail_table.params[0].flags, WP_PARAM_REQUIRED | WP_PARAM_MACRO);
  EXPECT_EQ(mail_table.params[2].choice_count, 3u);
  EXPECT_EQ(plugin::view(mail_table.params[9].max), "255");
  EXPECT_EQ(plugin::view(mail_table.params[8].min), "-2147483648");
}

TEST_F(Settings, defaults_fill_what_is_not_given) {
  ASSERT_TRUE(read({})) << testing::PrintToString(remarks_);
  EXPECT_EQ(config_.smtp.host, "mx1");
  EXPECT_EQ(config_.smtp.port, 587);
  EXPECT_EQ(config_.tls, tls_mode::starttls);
  EXPECT_FALSE(config_.sign_in);
  EXPECT_EQ(config_.user, std::nullopt);
  EXPECT_EQ(config_.timeout, 30s);
  EXPECT_EQ(config_.retries, 7) << "no default: the struct's own value stays";
  EXPECT_EQ(config_.level, 3);
  EXPECT_EQ(config_.factor, 1.5);
  EXPECT_EQ(config_.limit, 1048576u);
  EXPECT_THAT(config_.folders, ElementsAre("INBOX"));
  EXPECT_THAT(config_.ports, IsEmpty());
  EXPECT_EQ(config_.ca_file, std::nullopt);
}

TEST_F(Settings, values_replace_defaults) {
  ASSERT_TRUE(read({{"smtp.port", " imaps "},
                    {"smtp.tls", "IMPLICIT"},
                    {"smtp.sign_in", "on"},
                    {"smtp.user", "me"},
                    {"smtp.password", " p w "},
                    {"timeout", "2m"},
                    {"retries", "-4"},
                    {"level", "255"},
                    {"factor", "0"},
                    {"limit", "2kib"},
                    {"imap.folder", "A"},
                    {"imap.folder", "B"},
                    {"ports", "25"},
                    {"ports", "smtps"},
                    {"body", "one\r\ntwo"},
                    {"from", "a@b.org"},
                    {"tls.ca_file", "/etc/ca.pem"}}))
      << testing::PrintToString(remarks_);
  EXPECT_EQ(config_.smtp.port, 993);
  EXPECT_EQ(config_.tls, tls_mode::implicit);
  EXPECT_EQ(config_.user, "me");
  EXPECT_EQ(config_.password.reveal(), " p w ");
  EXPECT_EQ(config_.timeout, 2min);
  EXPECT_EQ(config_.retries, -4);
  EXPECT_EQ(config_.level, 255);
  EXPECT_EQ(config_.limit, 2048u);
  EXPECT_THAT(config_.folders, ElementsAre("A", "B"));
  EXPECT_THAT(config_.ports, ElementsAre(25, 465));
  EXPECT_EQ(config_.body, "one\r\ntwo");
  EXPECT_EQ(config_.ca_file, "/etc/ca.pem");
}

TEST_F(Settings, each_kind_names_key_value_and_remedy) {
  EXPECT_EQ(remark("smtp.port", "99999"),
            "smtp.port: got '99999'; expected a port from 1 to 65535 or a service name such as submission");
  EXPECT_EQ(remark("smtp.tls", "ssl"), "smtp.tls: got 'ssl'; expected one of none, starttls, implicit");
  EXPECT_EQ(remark("smtp.sign_in", "maybe"), "smtp.sign_in: got 'maybe'; expected true or false");
  EXPECT_EQ(remark("timeout", "30"),
            "timeout: got '30'; expected a duration such as 500ms, 30s or 1h30m, from 1s to 10m");
  EXPECT_EQ(remark("timeout", "10m1ms"),
            "timeout: got '10m1ms'; expected a duration such as 500ms, 30s or 1h30m, from 1s to 10m");
  EXPECT_EQ(remark("retries", "10"), "retries: got '10'; expected a whole number, from -2147483648 to 9");
  EXPECT_EQ(remark("level", "256"), "level: got '256'; expected a whole number, from 0 to 255");
  EXPECT_EQ(remark("factor", "-1"), "factor: got '-1'; expected a number such as 0.5, at least 0");
  EXPECT_EQ(remark("limit", "1"),
            "limit: got '1'; expected a size such as 4096, 64KiB or 10MB, at least 1KiB");
  EXPECT_EQ(remark("from", "ops"), "from: got 'ops'; expected a mail address such as ops@example.com");
  ASSERT_FALSE(read({{"smtp.host", "a b"}}, false));
  EXPECT_THAT(
      remarks_,
      ElementsAre("smtp.host: got 'a b'; expected a host name or an IP address (international names in "
                  "their xn-- form)"));
}

TEST_F(Settings, unknown_key_names_the_nearest) {
  EXPECT_EQ(remark("smtp.prot", "1"), "smtp.prot: there is no such setting; did you mean 'smtp.port'?");
  EXPECT_EQ(remark("smpt.hsot", "1"), "smpt.hsot: there is no such setting; did you mean 'smtp.host'?")
      << "two swaps are near";
  EXPECT_EQ(remark("folder", "x"), "folder: there is no such setting; did you mean 'imap.folder'?");
  EXPECT_EQ(remark("SMTP.PORT", "1"), "SMTP.PORT: there is no such setting");
  EXPECT_EQ(remark("altogether.else", "x"), "altogether.else: there is no such setting");
  EXPECT_EQ(remark("", "x"), ": there is no such setting");
  EXPECT_EQ(remark(std::string(100'000, 'x'), "x").substr(100'000), ": there is no such setting");
}

TEST_F(Settings, required_and_duplicates) {
  EXPECT_FALSE(read({}, false));
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("smtp.host: is required and missing; expected a host name")));
  EXPECT_FALSE(read({{"smtp.host", "  "}}, false)) << "blank is missing";
  EXPECT_EQ(remark("smtp.host", "mx2"), "smtp.host: is given 2 times; keep one");
}

TEST_F(Settings, empty_means_not_given_except_for_strings_with_a_default) {
  ASSERT_TRUE(
      read({{"smtp.port", ""}, {"timeout", " "}, {"tls.ca_file", ""}, {"imap.folder", ""}, {"subject", ""}}));
  EXPECT_EQ(config_.smtp.port, 587);
  EXPECT_EQ(config_.timeout, 30s);
  EXPECT_EQ(config_.ca_file, std::nullopt);
  EXPECT_EQ(config_.subject, "");
}

TEST_F(Settings, line_breaks_and_nul_are_refused_but_in_text) {
  EXPECT_EQ(remark("subject", "a\nb"), "subject: 'a?b' contains a line break; remove it");
  EXPECT_EQ(remark("subject", "a\r"), "subject: 'a?' contains a line break; remove it");
  EXPECT_EQ(remark("subject", "a\0b"sv), "subject: 'a?b' contains a NUL character; remove it");
  EXPECT_EQ(remark("subject", "\xFF"), "subject: '\xFF' is not UTF-8 text; convert it");
  EXPECT_EQ(remark("smtp.port", "25\r\nRSET"), "smtp.port: '25??RSET' contains a line break; remove it");
  EXPECT_EQ(remark("body", "a\0b"sv), "body: 'a?b' contains a NUL character; remove it");
  EXPECT_TRUE(read({{"body", "a\nb"}}));
}

TEST_F(Settings, a_secret_is_never_repeated) {
  EXPECT_FALSE(read({{"smtp.sign_in", "1"}, {"smtp.password", "hush\n"}}));
  EXPECT_THAT(remarks_, ElementsAre("smtp.password: the value contains a line break; remove it"));
  EXPECT_FALSE(read({{"smtp.sign_in", "1"}, {"smtp.password", "hush"}, {"smtp.password", "hush"}}));
  EXPECT_THAT(remarks_, ElementsAre("smtp.password: is given 2 times; keep one"));
}

TEST_F(Settings, conditions) {
  EXPECT_TRUE(read({{"smtp.password", "bad\nvalue"}})) << "ignored: nobody signs in";
  EXPECT_TRUE(config_.password.empty());
  EXPECT_FALSE(read({{"smtp.sign_in", "YES"}}));
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("smtp.password: is required and missing")));
  ASSERT_TRUE(
      read({{"smtp.sign_in", "1"}, {"smtp.password", "x"}, {"smtp.user", "agent"}, {"smtp.token", "t1"}}));
  EXPECT_EQ(config_.token, "t1");
  ASSERT_TRUE(
      read({{"smtp.sign_in", "1"}, {"smtp.password", "x"}, {"smtp.user", "human"}, {"smtp.token", "t1"}}));
  EXPECT_EQ(config_.token, "t0") << "what is ruled out keeps its default";
  EXPECT_THAT(remarks_, ElementsAre("smtp.token: is not used: it belongs to smtp.user=robot|agent"));
  ASSERT_TRUE(read({{"smtp.user", "agent"}, {"smtp.token", "t1"}}));
  EXPECT_EQ(config_.token, "t0") << "it hangs on a parameter that is itself ruled out";
  EXPECT_EQ(config_.user, std::nullopt);
}

TEST_F(Settings, every_fault_is_reported_at_once) {
  EXPECT_FALSE(
      read({{"timeout", "x"}, {"level", "x"}, {"nope", ""}, {"ports", "0"}, {"ports", "25"}}, false));
  EXPECT_EQ(remarks_.size(), 5u);
}

TEST_F(Settings, long_values_are_cut_between_characters) {
  std::string value(59, 'x');
  value += "例例";
  EXPECT_THAT(remark("timeout", value), HasSubstr("got '" + std::string(59, 'x') + "...'; expected"));
}

TEST(CheckParams, finds_each_fault) {
  static constexpr wp_choice odd[] = {{"a|b", ""}, {"x", ""}, {"x", ""}};
  const auto check = [](std::vector<wp_param> params) {
    std::vector<const wp_param*> list;
    for (wp_param& p : params) {
      p.size = sizeof(wp_param);
      if (p.title == nullptr) p.title = "t";
      list.push_back(&p);
    }
    list.push_back(nullptr);
    const wp_type t{sizeof(wp_type), 0,       "x",     "x",     "1",     "",
                    list.data(),     nullptr, nullptr, nullptr, nullptr, 0};
    const auto problems = plugin::check_params(t);
    std::string all;
    for (const auto& p : problems) all += p + "\n";
    return all;
  };
  const auto make = [](const char* key, std::uint32_t kind) {
    wp_param p{};
    p.key = key;
    p.kind = kind;
    return p;
  };
  auto p = make("Upper", WP_KIND_STRING);
  EXPECT_THAT(check({p}), HasSubstr("a key is lower-case words"));
  p = make("a", WP_KIND_STRING);
  EXPECT_THAT(check({p, p}), HasSubstr("a: the key is used twice"));
  p.title = "";
  EXPECT_THAT(check({p}), HasSubstr("has no title"));
  EXPECT_THAT(check({make("a", 99)}), HasSubstr("unknown kind"));
  p = make("a", WP_KIND_INT);
  p.def = "x";
  EXPECT_THAT(check({p}), HasSubstr("the default does not fit: 'x'"));
  p.def = "5";
  p.max = "4";
  EXPECT_THAT(check({p}), HasSubstr("the default does not fit"));
  p.min = "9";
  EXPECT_THAT(check({p}), HasSubstr("max is below min"));
  p.min = "z";
  EXPECT_THAT(check({p}), HasSubstr("min is no value of its kind"));
  p = make("a", WP_KIND_STRING);
  p.min = "1";
  EXPECT_THAT(check({p}), HasSubstr("this kind has no min and max"));
  p = make("a", WP_KIND_STRING);
  p.def = "x";
  p.flags = WP_PARAM_REQUIRED;
  EXPECT_THAT(check({p}), HasSubstr("is required and has a default"));
  p = make("a", WP_KIND_SECRET);
  p.def = "x";
  EXPECT_THAT(check({p}), HasSubstr("a secret has no default"));
  p = make("a", WP_KIND_ENUM);
  EXPECT_THAT(check({p}), HasSubstr("choices belong to an ENUM"));
  p.choices = odd;
  p.choice_count = 3;
  EXPECT_THAT(check({p}),
              testing::AllOf(HasSubstr("one word without"), HasSubstr("a choice occurs twice: 'x'")));
  p = make("a", WP_KIND_STRING);
  p.when = "b=1";
  EXPECT_THAT(check({p}), HasSubstr("refers to an unknown key: 'b'"));
  p.when = "b";
  EXPECT_THAT(check({p}), HasSubstr("is not key=value|value"));
  auto q = make("b", WP_KIND_BOOL);
  p.when = "b=perhaps";
  EXPECT_THAT(check({p, q}), HasSubstr("waits for a value that cannot be: 'perhaps'"));
  p.when = "b=yes";
  q.when = "a=x";
  EXPECT_THAT(check({p, q}), HasSubstr("goes round in a circle"));
}

TEST(Secret, copies_moves_and_wipes) {
  plugin::secret a("token");
  plugin::secret b = a;
  plugin::secret c = std::move(a);
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(b.reveal(), "token");
  EXPECT_EQ(c.reveal(), "token");
  c.wipe();
  EXPECT_TRUE(c.empty());
  c = b;
  EXPECT_EQ(c.reveal(), "token");
  b = plugin::secret();
  EXPECT_TRUE(b.empty());
}

}  // namespace
