#include "engine/macros.h"

#include <gtest/gtest.h>

using namespace watchpost::engine;

namespace {

const macro_values known{
    {"Device.Address", "192.0.2.1"}, {"Device.Name", "mx"}, {"Device.DisplayName", "Mail 1"}};

std::string error_of(std::string_view text) {
  const auto out = expand(text, known);
  return out ? "expanded to " + *out : out.error().text;
}

}  // namespace

TEST(macros, expands_inside_text) {
  EXPECT_EQ(*expand("mail.%Device.Address.example %Device.Name%%", known), "mail.192.0.2.1.example mx%");
  EXPECT_EQ(*expand("plain", known), "plain");
  EXPECT_EQ(*expand("", known), "");
}

TEST(macros, value_is_not_expanded_again) {
  EXPECT_EQ(*expand("%Device.Name", {{"Device.Name", "%Device.Address"}}), "%Device.Address");
}

TEST(macros, unknown_name_suggests_a_near_one) {
  EXPECT_NE(
      error_of("%Device.Adress").find("unknown macro '%Device.Adress', did you mean '%Device.Address'?"),
      std::string::npos);
  EXPECT_NE(error_of("%device.address").find("did you mean '%Device.Address'?"), std::string::npos);
  EXPECT_NE(error_of("%Device.Addresses").find("unknown macro '%Device.Addresses'"), std::string::npos);
  EXPECT_NE(error_of("%Foo").find("known are %Device.Address"), std::string::npos);
}

TEST(macros, name_without_a_value_says_what_to_set) {
  EXPECT_EQ(error_of("%Device.HostName"), "%Device.HostName has no value here; set host_name of the device");
}

TEST(macros, lone_percent_is_refused) {
  EXPECT_NE(error_of("100% sure").find("write %%"), std::string::npos);
}
