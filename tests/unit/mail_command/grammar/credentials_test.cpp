#include "told.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::grammar {
namespace {

TEST(Credentials, EnglishAndJapaneseLines) {
  struct example {
    std::vector<std::string> lines;
    std::string user, password, code;
  };
  const std::vector<example> examples{
      {{"user tanaka", "password Geheim 12"}, "tanaka", "Geheim 12", ""},
      {{"user: tanaka password: a=b:c"}, "tanaka", "a=b:c", ""},
      {{"login tanaka pA55"}, "tanaka", "pA55", ""},
      {{"USER tanaka", "Password：Ab"}, "tanaka", "Ab", ""},
      {{"ユーザー名　田中", "パスワード：ひみつ"}, "田中", "ひみつ", ""},
      {{"ユーザー 田中 パスワード ひみつ"}, "田中", "ひみつ", ""},
      {{"code 492 039"}, "", "", "492039"},
      {{"ワンタイムコード：４９２０３９"}, "", "", "492039"},
      {{"code 111111", "code 222222"}, "", "", "222222"},
  };
  for (const auto& e : examples) {
    const parsed p = read(e.lines);
    EXPECT_TRUE(p.empty()) << e.lines[0];
    EXPECT_EQ(p.login.user, e.user) << e.lines[0];
    EXPECT_EQ(p.login.password.reveal(), e.password) << e.lines[0];
    EXPECT_EQ(p.login.code, e.code) << e.lines[0];
  }
}

TEST(Credentials, NoSecretIsToldBack) {
  for (const std::string line :
       {"passwrd Geheim", "mein password Geheim", "pasword: Geheim", "パスワード1 Geheim"}) {
    const parsed p = read({line});
    ASSERT_EQ(p.faults.size(), 1u) << line;
    EXPECT_EQ(p.faults[0].source.find("Geheim"), std::string::npos) << p.faults[0].source;
    EXPECT_EQ(p.faults[0].word.find("Geheim"), std::string::npos);
  }
  const parsed p = read({"confirm K7QF-3MZX-9TRA"});
  EXPECT_EQ(p.commands.at(0).source, "confirm ...");
}

TEST(Credentials, ACodeInTheSubjectServesAReplyThatOnlySaysYes) {
  for (const char* subject : {"Re: [K7QF-3MZX-9TRA] pump1", "返信: ［Ｋ７ＱＦ－３ＭＺＸ－９ＴＲＡ］"}) {
    EXPECT_EQ(told(read({"ok"}, {}, subject).commands.at(0)), "confirm code k7qf-3mzx-9tra");
    EXPECT_EQ(told(read({"承認"}, {}, subject).commands.at(0)), "confirm code k7qf-3mzx-9tra");
    EXPECT_EQ(told(read({"了解"}, {}, subject).commands.at(0)), "ack code k7qf-3mzx-9tra");
    EXPECT_EQ(told(read({"on pump1"}, {}, subject).commands.at(0)), "on pump1");
  }
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
