#include <watchpost/cpp/status.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <type_traits>

namespace {

using namespace watchpost;

// A number or a text is no error; a function that forgets the other fields does not compile.
static_assert(!std::is_convertible_v<wp_status, plugin::error> &&
              !std::is_convertible_v<std::string, plugin::error>);
static_assert(!std::is_constructible_v<plugin::error, wp_status>);
static_assert(!std::is_constructible_v<plugin::error, wp_status, const char*, int, const char*, const char*>);
static_assert(std::is_same_v<plugin::error, host::error>);

const plugin::error refused{
    .status = WP_E_IO, .domain = "smtp", .code = 535, .text = "refused", .key = "smtp.password"};

TEST(Status, has_a_name) {
  EXPECT_EQ(plugin::status_name(WP_OK), "ok");
  EXPECT_EQ(plugin::status_name(WP_E_ABANDONED), "abandoned");
  EXPECT_EQ(plugin::status_name(WP_E_SETTINGS), "settings");
  EXPECT_EQ(plugin::status_name(7), "unknown");
  EXPECT_EQ(plugin::status_name(-99), "unknown");
  EXPECT_EQ(plugin::status_name(std::numeric_limits<wp_status>::min()), "unknown");
}

TEST(Error, text_names_domain_code_and_key) {
  EXPECT_EQ(to_text(refused), "smtp 535: refused (smtp.password)");
  EXPECT_EQ(plugin::to_text({.status = WP_E_BUSY, .text = "busy"}), "busy");
  EXPECT_EQ(plugin::to_text({.status = WP_E_BUSY, .domain = "state"}), "state: failed: busy");
  EXPECT_EQ(plugin::to_text({.status = WP_E_IO, .code = 28}), "28: failed: io");
}

TEST(Error, crosses_the_abi_whole) {
  plugin::error came;
  refused.visit_abi([&](const wp_error* e) { came = plugin::error::from_abi(*e); });
  EXPECT_EQ(came, refused);
  came.key = "mail.password";
  EXPECT_NE(came, refused);
}

TEST(Error, needs_no_sink) {
  plugin::error{}.send(nullptr);
  plugin::send_error(nullptr, WP_E_IO, "x", "y");
}

}  // namespace
