// What is refused is repeated in the answer, unless it may be a secret.
#include "whole_mail.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

TEST(Secrets, NoLineWithAWordForOneIsToldBack) {
  for (const std::string line : {"Kennwort: Rosebud7",
                                 "Passwort Rosebud7",
                                 "PIN Rosebud7",
                                 "my pin is Rosebud7",
                                 "暗証番号 Rosebud7",
                                 "暗証番号：Rosebud7",
                                 "合言葉は Rosebud7",
                                 "パスコード Rosebud7",
                                 "passwrd Rosebud7",
                                 "pasword: Rosebud7",
                                 "mein password Rosebud7",
                                 "Rosebud7 is my password",
                                 "パスワード1 Rosebud7",
                                 "mot de passe : Rosebud7",
                                 "contraseña: Rosebud7",
                                 "wachtwoord Rosebud7",
                                 "密码：Rosebud7",
                                 "비밀번호 Rosebud7",
                                 "passphrase=Rosebud7",
                                 "the secret Rosebud7",
                                 "TAN: Rosebud7",
                                 "Geheim: Rosebud7",
                                 "code Rosebud7",
                                 "token Rosebud7",
                                 "Password:\nRosebud7",
                                 "Kennwort\nRosebud7",
                                 "user tanaka sato Rosebud7",
                                 "gate on\nKennwort: Rosebud7",
                                 "gate on\n\nKennwort: Rosebud7 nicht"}) {
    const grammar::parsed p = read({.text = line + "\n"});
    for (const grammar::fault& f : p.faults) {
      EXPECT_EQ(f.source.find("Rosebud7"), std::string::npos) << line;
      EXPECT_EQ(f.word.find("Rosebud7"), std::string::npos) << line;
    }
    const std::string doubtful = p.in_doubt ? p.in_doubt->source : std::string();
    EXPECT_EQ(doubtful.find("Rosebud7"), std::string::npos) << line;
    EXPECT_FALSE(p.faults.empty()) << line;
    EXPECT_EQ(moved(p), "-") << line;
  }
}

TEST(Secrets, OtherLinesAreToldBack) {
  for (const std::string line : {"spinning pump", "the company tanker", "pump1 opinion", "passing by"}) {
    const grammar::parsed p = read({.text = line + "\n"});
    ASSERT_EQ(p.faults.size(), 1u) << line;
    EXPECT_EQ(p.faults[0].source, line);
  }
}

}  // namespace
}  // namespace watchpost::mail_command::test
