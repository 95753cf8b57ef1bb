// host_sim hash-password and host_sim totp.
#include "cli/password_hash.h"
#include "cli/qr_code.h"
#include "cli/totp_secret.h"
#include "cli_world.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <regex>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

namespace watchpost::test {
namespace {

class credentials : public cli_world {};

// Python: hashlib.scrypt(b"pleaseletmein", salt=b"SodiumChloride16", n=2**15, r=8, p=1, dklen=32)
TEST_F(credentials, hash_is_scrypt) {
  EXPECT_EQ(*cli::hash_password("pleaseletmein", "SodiumChloride16"),
            "$scrypt$ln=15,r=8,p=1$U29kaXVtQ2hsb3JpZGUxNg$4Pgzzaywohsf4yo5r/zTcq/l0E4Ikj9lKOX+TRg8+lw");
}

TEST_F(credentials, hash_password_reads_a_line_and_prints_a_hash) {
  const std::regex form(R"(\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}\n)");
  ASSERT_EQ(run({"hash-password"}, "hunter2-hunter2\n"), 0) << err;
  EXPECT_TRUE(std::regex_match(out, form)) << out;
  EXPECT_EQ(err, "") << "no prompt in a pipe";
  const auto first = out;
  ASSERT_EQ(run({"hash-password"}, "hunter2-hunter2"), 0) << "the last line may have no end";
  EXPECT_NE(out, first) << "each has its own salt";
}

TEST_F(credentials, passwords_that_no_mail_could_carry_are_refused) {
  for (const std::string& bad :
       {std::string(), std::string("\n"), std::string(" x\n"), std::string("x \n"), std::string("a\tb\n"),
        std::string("\xff\n"), std::string(257, 'x') + "\n", std::string(5000, 'x') + "\n"}) {
    EXPECT_EQ(run({"hash-password"}, bad), 1);
    EXPECT_EQ(out, "");
    EXPECT_FALSE(contains(err, "xxx")) << "no secret in a message";
  }
  EXPECT_EQ(cli::password_fault(std::string(256, 'x')), "");
  EXPECT_EQ(cli::password_fault("合言葉"), "");
}

// The program on a terminal of its own: asks twice, shows nothing of what is typed.
TEST_F(credentials, nothing_typed_is_shown) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(master, 0);
  ASSERT_EQ(grantpt(master), 0);
  ASSERT_EQ(unlockpt(master), 0);
  const auto child = fork();
  if (child == 0) {
    setsid();
    const int terminal = open(ptsname(master), O_RDWR);  // NOLINT(concurrency-mt-unsafe): no other thread
    for (const int fd : {0, 1, 2}) dup2(terminal, fd);
    close(terminal);
    close(master);
    execl(HOST_SIM, HOST_SIM, "hash-password", nullptr);
    _exit(99);
  }
  std::string shown;
  const auto wait_for = [&](std::string_view part) {
    while (shown.find(part) == std::string::npos) {
      pollfd ready{master, POLLIN, 0};
      if (::poll(&ready, 1, 60'000) != 1) return false;
      char bytes[512];
      const auto n = ::read(master, bytes, sizeof bytes);
      if (n <= 0) return false;
      shown.append(bytes, static_cast<std::size_t>(n));
    }
    return true;
  };
  const auto type = [&](std::string_view text) {
    // The prompt comes before the echo goes off.
    termios now{};
    do tcgetattr(master, &now);
    while ((now.c_lflag & ECHO) != 0);
    EXPECT_EQ(::write(master, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  };
  EXPECT_TRUE(wait_for("Password: "));
  type("hunter2-hunter2\n");
  EXPECT_TRUE(wait_for("Again: "));
  type("hunter2-hunter2\n");
  EXPECT_TRUE(wait_for("$scrypt$")) << shown;
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(shown.find("hunter2"), std::string::npos) << shown;
  close(master);
}

TEST_F(credentials, base32_is_that_of_the_rfc) {
  EXPECT_EQ(cli::base32(""), "");
  EXPECT_EQ(cli::base32("f"), "MY");
  EXPECT_EQ(cli::base32("fo"), "MZXQ");
  EXPECT_EQ(cli::base32("foo"), "MZXW6");
  EXPECT_EQ(cli::base32("foob"), "MZXW6YQ");
  EXPECT_EQ(cli::base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(cli::base32("foobar"), "MZXW6YTBOI");
}

TEST_F(credentials, address_is_encoded) {
  EXPECT_EQ(cli::otpauth_uri("alice@example.org", "Pump & Co", "ABC"),
            "otpauth://totp/Pump%20%26%20Co:alice%40example.org?secret=ABC&issuer=Pump%20%26%20Co"
            "&algorithm=SHA1&digits=6&period=30");
}

TEST_F(credentials, totp_prints_row_address_and_code) {
  ASSERT_EQ(run({"totp", "alice@example.org"}), 0) << err;
  std::smatch found;
  const std::regex row(R"(row      alice@example\.org ([A-Z2-7]{32})\naddress  (otpauth://\S+)\n\n)");
  ASSERT_TRUE(std::regex_search(out, found, row)) << out;
  EXPECT_EQ(found[2], cli::otpauth_uri("alice@example.org", "Watchpost", found[1].str()));
  EXPECT_TRUE(contains(out, "█▀▀▀▀▀█")) << "the top of a finder pattern";
  const auto first = found[1].str();
  ASSERT_EQ(run({"totp", "alice@example.org", "--no-qr", "--issuer", "Station 7"}), 0);
  EXPECT_FALSE(contains(out, first)) << "each key is new";
  EXPECT_TRUE(contains(out, "issuer=Station%207&"));
  EXPECT_FALSE(contains(out, "█"));
}

TEST_F(credentials, totp_of_a_user_shows_the_name_alone) {
  ASSERT_EQ(run({"totp", "user:bob", "--no-qr"}), 0) << err;
  EXPECT_TRUE(out.starts_with("row      user:bob ")) << out;
  EXPECT_TRUE(contains(out, "otpauth://totp/Watchpost:bob?")) << out;
}

TEST_F(credentials, totp_saves_the_row_in_a_new_file_for_its_owner_alone) {
  const auto saved = path("alice.totp");
  ASSERT_EQ(run({"totp", "alice@example.org", "--no-qr", "--save", saved}), 0) << err;
  std::ifstream file(saved);
  std::string who, key;
  file >> who >> key;
  EXPECT_EQ(who, "alice@example.org");
  EXPECT_TRUE(contains(out, "secret=" + key + "&")) << out;
  EXPECT_FALSE(contains(out, who + " " + key)) << out;
  EXPECT_EQ(std::filesystem::status(saved).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(run({"totp", "alice@example.org", "--no-qr", "--save", saved}), 1);
  EXPECT_TRUE(contains(err, "it is kept as it is, name another file")) << err;
}

TEST_F(credentials, totp_refuses_names_that_fit_no_row) {
  EXPECT_EQ(run({"totp"}), 2);
  EXPECT_EQ(run({"totp", "two words@example.org"}), 2);
  EXPECT_EQ(run({"totp", "bob"}), 2);
  EXPECT_TRUE(contains(err, "user:NAME")) << err;
  EXPECT_EQ(run({"totp", "group:a@example.org"}), 2);
  EXPECT_EQ(run({"totp", "user:"}), 2);
  EXPECT_EQ(run({"totp", "user:a,b"}), 2);
  EXPECT_EQ(run({"totp", "user:" + std::string(65, 'b')}), 2);
  EXPECT_EQ(run({"totp", ""}), 2);
  EXPECT_EQ(run({"totp", "a@example.org", "--issuer", "x:y"}), 2);
  EXPECT_EQ(out, "");
}

/// The modules that a camera would see.
std::vector<std::vector<bool>> drawn(const std::string& text, std::size_t width) {
  std::vector<std::vector<bool>> all;
  std::istringstream rows(text);
  for (std::string row; std::getline(rows, row);) {
    std::vector<bool> upper, lower;
    for (std::size_t at = 0; at < row.size();) {
      const auto glyph = row.substr(at, row[at] == ' ' ? 1 : 3);
      upper.push_back(glyph == "█" || glyph == "▀");
      lower.push_back(glyph == "█" || glyph == "▄");
      at += glyph.size();
    }
    all.push_back(upper);
    all.push_back(lower);
  }
  std::vector<std::vector<bool>> out;
  for (std::size_t y = 4; y < 4 + width && y < all.size(); ++y)
    out.emplace_back(all[y].begin() + 4, all[y].begin() + 4 + static_cast<std::ptrdiff_t>(width));
  return out;
}

TEST_F(credentials, qr_code_has_its_patterns_and_quiet_zone) {
  const auto modules = cli::qr_modules("otpauth://totp/x");
  ASSERT_TRUE(modules);
  const auto& m = *modules;
  const auto last = m.size() - 1;
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_TRUE(m[0][i] && m[i][0] && m[0][last - i] && m[last - i][0]) << i;
  }
  EXPECT_FALSE(m[1][1] || m[1][last - 1] || m[last - 1][1]);
  const auto text = cli::qr_text(m, false);
  EXPECT_TRUE(
      text.starts_with(std::string(m.size() + 8, ' ') + "\n" + std::string(m.size() + 8, ' ') + "\n    "));
  EXPECT_EQ(drawn(text, m.size()), m);
  EXPECT_TRUE(cli::qr_text(m, true).starts_with("\x1b[30;107m"));
  EXPECT_FALSE(cli::qr_modules(std::string(5000, 'x')));
}

}  // namespace
}  // namespace watchpost::test
