// POP3 servers that give unique-ids anew, or one of them twice: what goes is what was handled.
#include "mail/message/header.h"
#include "support/scripted_server.h"
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

const std::string pop3_sign_in = R"(
  S: +OK pop.test ready
  C: CAPA
  S: -ERR no
  C: USER box
  S: +OK
  C: PASS s3cret-word
  S: +OK
)";

std::string listing(const std::vector<std::string>& ids) {
  std::string script = "C: UIDL\nS: +OK\n";
  for (std::size_t i = 0; i < ids.size(); ++i) script += "S: " + std::to_string(i + 1) + " " + ids[i] + "\n";
  return script + "S: .\n";
}

// 2026-01-01: the clock of scripted_session.
std::string header(const std::string& message_id) {
  return "S: +OK\nS: From: tanaka@sandbox.test\nS: To: box@sandbox.test\n"
         "S: Date: Thu, 01 Jan 2026 00:15:00 +0000\n" +
         (message_id.empty() ? "" : "S: Message-ID: <" + message_id + "@sandbox.test>\n") + "S:\n";
}

std::string top(int number, const std::string& message_id) {
  return "C: TOP " + std::to_string(number) + " 0\n" + header(message_id) + "S: .\n";
}

std::string whole(int number, const std::string& message_id, const std::string& text) {
  return "C: TOP " + std::to_string(number) + " 16000\n" + header(message_id) + "S: " + text + "\nS: .\n";
}

// What a server shows last is named by it, so that nothing else is taken for it.
std::string named(int number) {
  return "C: UIDL " + std::to_string(number) + "\nS: +OK " + std::to_string(number) + " a\n";
}

class RenumberedMaildrop : public ::testing::Test {
 protected:
  // One poll of a server with this script.
  intake::received poll(const std::string& script) {
    server = std::make_unique<watchpost::test::scripted_session>(script);
    runtime::configuration& config = w.config;
    config.retrieval.server = server->server();
    config.retrieval.tls = server->tls();
    config.retrieval.user = {"box", "s3cret-word"};
    config.retrieval.allow_cleartext_login = true;
    mortal_host host(w.on, [&] { return server->clock().wall().count(); });
    service o(server->network(), w.config, host, w.on.load(w.config.answers_per_hour));
    return server->run([&](auto&, auto cancel, auto&) {
      return o.poll({server->deadline(), 30min, cancel});
    });
  }

  world w{account::account_type::pop3};
  std::unique_ptr<watchpost::test::scripted_session> server;
};

TEST_F(RenumberedMaildrop, KeepsTheCommandThatHasTheUniqueIdOfAnotherNow) {
  const intake::received r = poll(pop3_sign_in + listing({"a"}) + top(1, "first") + named(1) +
                                  whole(1, "first", "pump1 on") + named(1) + "close\nnext\n" + pop3_sign_in +
                                  listing({"a"}) + top(1, "second") + named(1) + "C: QUIT\n");
  EXPECT_FALSE(r.failed) << *r.failed;
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(r.removed, 0U);
  EXPECT_EQ(server->unexpected(), "");
}

TEST_F(RenumberedMaildrop, KeepsTheCommandAlsoWhereNoneHasAMessageId) {
  const intake::received r =
      poll(pop3_sign_in + listing({"a"}) + top(1, "") + named(1) + whole(1, "", "pump1 on") + named(1) +
           "close\nnext\n" + pop3_sign_in + listing({"a"}) + top(1, "") + named(1) +
           whole(1, "", "pump1 off") + named(1) + "C: QUIT\n");
  EXPECT_FALSE(r.failed) << *r.failed;
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(r.removed, 0U);
  EXPECT_EQ(server->unexpected(), "");
}

// The sessions break before anything is removed, so that what is known of the mails is all there is.
TEST_F(RenumberedMaildrop, HasEachMailReadWhereTwoShareAUniqueId) {
  const std::string opened = pop3_sign_in + listing({"a", "a"}) + top(1, "first");
  const std::string second = top(2, "second") + named(2);
  const intake::received r =
      poll(opened + second + whole(1, "first", "pump1 on") + named(1) + whole(2, "second", "pump1 off") +
           named(2) + "close\nnext\n" + opened + named(1) + second + "close\n");
  EXPECT_EQ(r.handled, 2U);
  EXPECT_THAT(w.on.moves, ::testing::ElementsAre(::testing::Pair(::testing::_, point::value(true)),
                                                 ::testing::Pair(::testing::_, point::value(false))));
  EXPECT_EQ(server->unexpected(), "");
}

// A session that breaks while mail is read is begun anew; nothing of it is taken as read.
TEST_F(RenumberedMaildrop, IsReadInTheSessionThatFollowsOneThatBroke) {
  const intake::received r = poll(pop3_sign_in + listing({"a"}) + top(1, "first") + named(1) +
                                  "close\nnext\n" + pop3_sign_in + listing({"a"}) + top(1, "first") +
                                  named(1) + whole(1, "first", "pump1 on") + named(1) + "close\n");
  EXPECT_EQ(r.handled, 1U);
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(server->unexpected(), "one connection too many\n");
}

}  // namespace
}  // namespace watchpost::mail_command::test
