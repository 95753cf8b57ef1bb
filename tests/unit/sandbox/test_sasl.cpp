#include "sandbox/crypto.h"
#include "sandbox/sasl.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

using namespace std::string_literals;

struct Sasl : testing::Test {
  mailstore store{{}, [] {}};
  authenticator sign_in{store};
  void SetUp() override { ASSERT_TRUE(store.add_user({"user@x.test", "pencil", "user"})); }
};

TEST_F(Sasl, Plain) {
  EXPECT_EQ(sign_in.begin("plain")("\0user\0pencil"s).what, sasl_step::success);
  EXPECT_EQ(sign_in.begin("PLAIN")("user\0user\0pencil"s).what, sasl_step::success);
  for (const auto& bad : {"\0user\0pen"s, "user\0pencil"s, "boss\0user\0pencil"s, ""s, "\0user\0pencil\0"s}) {
    EXPECT_EQ(sign_in.begin("PLAIN")(bad).what, sasl_step::failure);
  }
  EXPECT_EQ(sign_in.begin("PLAIN")(std::nullopt).what, sasl_step::challenge);
}

TEST_F(Sasl, Login) {
  for (const bool initial : {true, false}) {
    const auto exchange = sign_in.begin("LOGIN");
    if (!initial) {
      EXPECT_EQ(exchange(std::nullopt).data, "Username:");
    }
    EXPECT_EQ(exchange("user").data, "Password:");
    EXPECT_EQ(exchange("pencil").what, sasl_step::success);
  }
}

TEST_F(Sasl, CramMd5) {
  const auto exchange = sign_in.begin("CRAM-MD5");
  const auto challenge = exchange(std::nullopt).data;
  EXPECT_EQ(exchange("user " + to_hex(hmac("MD5", "pencil", challenge))).what, sasl_step::success);
  EXPECT_EQ(sign_in.begin("CRAM-MD5")("early").what, sasl_step::failure);
}

std::string scram_proof(const char* digest, const std::string& password, const std::string& salt,
                        const std::string& text) {
  const std::string salted = pbkdf2(digest, password, salt, 4096);
  const std::string key = hmac(digest, salted, "Client Key");
  std::string proof = hmac(digest, hash(digest, key), text);
  for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ key[i]);
  return base64_encode(proof);
}

sasl_step scram(authenticator& sign_in, const char* mechanism, const char* digest, const std::string& user,
                const std::string& password, const std::string& binding = "biws") {
  const auto exchange = sign_in.begin(mechanism);
  const std::string first = "n=" + user + ",r=clientnonce";
  const auto challenge = exchange("n,," + first);
  if (challenge.what != sasl_step::challenge) return challenge;
  const std::string server_first = challenge.data;
  EXPECT_TRUE(server_first.starts_with("r=clientnonce"));
  const auto salt_at = server_first.find(",s=") + 3;
  const auto salt = base64_decode(server_first.substr(salt_at, server_first.rfind(",i=") - salt_at));
  const std::string bare = "c=" + binding + "," + server_first.substr(0, salt_at - 3);
  const auto last =
      exchange(bare + ",p=" + scram_proof(digest, password, *salt, first + "," + server_first + "," + bare));
  if (last.what != sasl_step::challenge) return last;
  EXPECT_TRUE(last.data.starts_with("v="));
  return exchange("");
}

TEST_F(Sasl, Scram) {
  EXPECT_EQ(scram(sign_in, "SCRAM-SHA-256", "SHA256", "user", "pencil").what, sasl_step::success);
  EXPECT_EQ(scram(sign_in, "SCRAM-SHA-1", "SHA1", "user", "pencil").what, sasl_step::success);
  EXPECT_EQ(scram(sign_in, "SCRAM-SHA-256", "SHA256", "user", "pen").what, sasl_step::failure);
  EXPECT_EQ(scram(sign_in, "SCRAM-SHA-256", "SHA256", "nobody", "pencil").what, sasl_step::failure);
  EXPECT_EQ(scram(sign_in, "SCRAM-SHA-256", "SHA256", "user", "pencil", "eSws").what, sasl_step::failure);
}

TEST_F(Sasl, ScramRefusesMalformedMessages) {
  for (const auto& bad : {""s, "n"s, "p=tls-unique,,n=user,r=x"s, "n,n=user,r=x"s, "n,,n=us=er,r=x"s,
                          "n,,r=x,n=user"s, "n,,n=user,r="s}) {
    EXPECT_EQ(sign_in.begin("SCRAM-SHA-256")(bad).what, sasl_step::failure) << bad;
  }
}

TEST_F(Sasl, ScramMatchesRfc7677) {
  const std::string salt = *base64_decode("W22ZaJ0SNY7soEsUEjb6gQ==");
  const std::string text =
      "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
      "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  EXPECT_EQ(scram_proof("SHA256", "pencil", salt, text), "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
}

TEST_F(Sasl, UnknownMechanism) { EXPECT_EQ(sign_in.begin("GSSAPI"), nullptr); }

}  // namespace
}  // namespace watchpost::sandbox
