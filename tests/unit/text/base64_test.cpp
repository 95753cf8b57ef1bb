#include "mail/text/base64.h"

#include <gtest/gtest.h>

namespace watchpost::mail {
namespace {

using namespace std::string_literals;

// RFC 4648 section 10.
TEST(base64, knows_the_vectors_of_the_rfc) {
  const std::pair<std::string, std::string> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\0\xFF\xFE"s, "AP/+"},
  };
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(base64, refuses_what_is_not_strict) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\r\n",
                           "Zg==Zg==", "Zm9v=", "_-8=", "=g==", "Z=g="})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(base64, round_trips_every_byte) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(all)), all);
}

}  // namespace
}  // namespace watchpost::mail
