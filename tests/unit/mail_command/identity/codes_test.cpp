// One-time codes by time, and codes that are mailed.
#include "mail/json/record.h"
#include "mail_command/identity/nonce.h"
#include "mail_command/identity/totp.h"
#include "people.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace {

using namespace watchpost::mail_command::identity;
using namespace watchpost::test;
namespace json = watchpost::mail::json;

totp_key rfc_key(unsigned digits = 8) {
  totp_key key;
  key.bytes = *from_base32(rfc_secret);
  key.digits = digits;
  return key;
}

TEST(Totp, VectorsOfTheRfc) {
  const auto key = rfc_key();
  EXPECT_EQ(key.bytes.reveal(), "12345678901234567890");
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors)
    EXPECT_EQ(key.step_of(code, seconds * 1000), seconds / 30) << seconds;

  totp_key other;
  other.digits = 8;
  other.digest = totp_digest::sha256;
  other.bytes = watchpost::plugin::secret("12345678901234567890123456789012");
  EXPECT_EQ(other.code_of(1), "46119246");
  other.digest = totp_digest::sha512;
  other.bytes = watchpost::plugin::secret("1234567890123456789012345678901234567890123456789012345678901234");
  EXPECT_EQ(other.code_of(1), "90693936");
}

TEST(Totp, OneStepToEitherSide) {
  const auto key = rfc_key(6);
  const std::int64_t step = noon_ms / 30'000;
  for (const std::int64_t off : {-1, 0, 1})
    EXPECT_EQ(key.step_of(key.code_of(step + off), noon_ms), step + off);
  EXPECT_FALSE(key.step_of(key.code_of(step - 2), noon_ms));
  EXPECT_FALSE(key.step_of(key.code_of(step + 2), noon_ms));
}

TEST(Totp, OnlyDigitsOfTheRightNumber) {
  const auto key = rfc_key(6);
  const auto code = key.code_of(noon_ms / 30'000);
  EXPECT_TRUE(key.step_of(code.substr(0, 3) + ' ' + code.substr(3), noon_ms));
  EXPECT_FALSE(key.step_of(code.substr(1), noon_ms));
  EXPECT_FALSE(key.step_of(code + '0', noon_ms));
  EXPECT_FALSE(key.step_of("", noon_ms));
  EXPECT_FALSE(key.step_of("abcdef", noon_ms));
  EXPECT_FALSE(key.step_of(std::string(10'000, ' ') + code, noon_ms));
  EXPECT_FALSE(key.step_of(code, -noon_ms));
  EXPECT_FALSE(totp_key{}.step_of("000000", noon_ms));
}

TEST(Totp, Base32IsStrict) {
  EXPECT_EQ(from_base32("gezd gnbv-GY3T QOJQ")->reveal(), "1234567890");
  EXPECT_EQ(from_base32("MY======")->reveal(), "f");
  for (const char* bad : {"", "=", "M", "M1", "MZ", "MY=A", "ABCDEFG!", "----"})
    EXPECT_FALSE(from_base32(bad)) << bad;
  EXPECT_FALSE(from_base32(std::string(1000, 'A')));
}

minted confirmation(std::string_view about = "journal.17") {
  return mint({.purpose = "confirm", .addressee = "alice@example.org", .about = std::string(about)},
              noon_ms + 1000);
}

TEST(MailedCode, ComesBackOnceHoweverItIsTyped) {
  const auto m = confirmation();
  ASSERT_EQ(m.code.size(), 14U);
  const auto kept = json::read_record<mailed_code>(json::to_record(m.kept));
  ASSERT_TRUE(kept);
  EXPECT_TRUE(redeems(*kept, "confirm", m.code, "Alice@example.org", noon_ms));
  std::string typed;
  for (const char c : m.code)
    typed += c == '0' ? 'o' : c == '1' ? 'l' : c == '-' ? ' ' : static_cast<char>(c >= 'A' ? c + 32 : c);
  EXPECT_TRUE(redeems(*kept, "confirm", typed, "alice@example.org", noon_ms)) << typed;
}

TEST(MailedCode, IsGoodForNothingElse) {
  const auto m = confirmation();
  EXPECT_FALSE(redeems(m.kept, "ack", m.code, "alice@example.org", noon_ms));
  EXPECT_FALSE(redeems(m.kept, "confirm", m.code, "mallory@evil.example", noon_ms));
  EXPECT_FALSE(redeems(m.kept, "confirm", m.code, "alice+x@example.org", noon_ms));
  EXPECT_FALSE(redeems(m.kept, "confirm", m.code, "alice@example.org", noon_ms + 1000));
  EXPECT_FALSE(redeems(m.kept, "confirm", "", "alice@example.org", noon_ms));
  EXPECT_FALSE(redeems(m.kept, "confirm", m.code.substr(1), "alice@example.org", noon_ms));
  EXPECT_FALSE(redeems(m.kept, "confirm", confirmation().code, "alice@example.org", noon_ms));
  auto longer = m.kept;
  longer.until_ms += 60'000;  // the hash holds the terms
  EXPECT_FALSE(redeems(longer, "confirm", m.code, "alice@example.org", noon_ms));
  auto moved = m.kept;
  moved.terms.about = "journal.18";
  EXPECT_FALSE(redeems(moved, "confirm", m.code, "alice@example.org", noon_ms));
}

TEST(MailedCode, IsNamedByASecondPersonToo) {
  const auto m = confirmation();
  EXPECT_TRUE(names(m.kept, "confirm", m.code, noon_ms));
  EXPECT_FALSE(names(m.kept, "confirm", m.code, noon_ms + 1000));
}

TEST(MailedCode, IsNotKeptAndNotGuessed) {
  const auto m = confirmation();
  std::string plain = m.code;
  std::erase(plain, '-');
  EXPECT_EQ(json::to_record(m.kept).find(plain), std::string::npos);
  EXPECT_EQ(json::to_record(m.kept).find(m.code), std::string::npos);
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) codes.insert(confirmation().code);
  EXPECT_EQ(codes.size(), 1000U);
}

TEST(MailedCode, BrokenRecordsAndTermsAreRefused) {
  EXPECT_TRUE(
      mint({.purpose = "confirm", .addressee = "a b@example.org", .about = "x"}, noon_ms).code.empty());
  EXPECT_TRUE(mint({.purpose = "", .addressee = "a@example.org", .about = "x"}, noon_ms).code.empty());
  const auto text = json::to_record(confirmation().kept);
  EXPECT_TRUE(json::read_record<mailed_code>(text));
  for (std::size_t cut = 0; cut < text.size(); ++cut)
    EXPECT_FALSE(json::read_record<mailed_code>(text.substr(0, cut))) << cut;
  auto broken = confirmation().kept;
  broken.hash.pop_back();
  EXPECT_FALSE(json::read_record<mailed_code>(json::to_record(broken)));
  broken = confirmation().kept;
  broken.terms.addressee = "a b@example.org";
  EXPECT_FALSE(json::read_record<mailed_code>(json::to_record(broken)));
}

}  // namespace
