// The form in which things are stored: read whole or not at all.
#include "mail/json/record.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <vector>

namespace watchpost::mail::json {
namespace {

enum class colour : std::uint8_t { red, green };
constexpr std::array<std::string_view, 2> colour_names{"red", "green"};
constexpr const auto& names_of(colour) { return colour_names; }

struct part {
  std::string name;
  std::int64_t size = 0;
  bool operator==(const part&) const = default;
};
constexpr auto fields_of(const part*) {
  return std::tuple{field("name", &part::name), field("size", &part::size)};
}
bool is_sound(const part& p) { return p.size >= 0; }

struct whole {
  bool good = false;
  colour is = colour::red;
  std::uint8_t small = 0;
  std::uint64_t large = 0;
  std::vector<part> parts;
  std::deque<std::string> words;
  std::array<std::uint32_t, 2> pair{};
  std::map<std::string, colour, std::less<>> colours;
  std::optional<part> more;
  bool operator==(const whole&) const = default;
};
constexpr auto fields_of(const whole*) {
  return std::tuple{
      field("good", &whole::good),   field("is", &whole::is),           field("small", &whole::small),
      field("large", &whole::large), field("parts", &whole::parts),     field("words", &whole::words),
      field("pair", &whole::pair),   field("colours", &whole::colours), field("more", &whole::more)};
}

whole some() {
  return {.good = true,
          .is = colour::green,
          .small = 255,
          .large = std::numeric_limits<std::uint64_t>::max(),
          .parts = {{"a \"b\"\r\n\t\\", 1}, {"ポンプ", std::numeric_limits<std::int64_t>::max()}},
          .words = {"", std::string("\0x", 2), "\xff\xfe not UTF-8"},
          .pair = {7, 9},
          .colours = {{"a", colour::red}, {"b/c", colour::green}},
          .more = part{"m", 0}};
}

std::string replaced(std::string text, std::string_view old, std::string_view by) {
  const auto at = text.find(old);
  EXPECT_NE(at, text.npos) << old;
  return at == text.npos ? text : text.replace(at, old.size(), by);
}

TEST(Record, ComesBackAsItWas) {
  const std::string text = to_record(some());
  EXPECT_EQ(read_record<whole>(text), some()) << text;
  EXPECT_EQ(read_record<whole>(to_record(whole{})), whole{});
  EXPECT_EQ(to_record(part{"x", 3}), R"({"v":1,"name":"x","size":3})");
  EXPECT_EQ(read_record<part>(R"( { "size" : 3, "name" : "x", "v" : 1 } )"), (part{"x", 3}));
}

TEST(Record, EnumsAreNames) {
  EXPECT_NE(to_record(some()).find(R"("is":"green")"), std::string::npos);
  const std::string text = to_record(some());
  for (const char* other : {R"("is":"blue")", R"("is":1)", R"("is":"")", R"("is":null)", R"("is":"Green")"})
    EXPECT_FALSE(read_record<whole>(replaced(text, R"("is":"green")", other))) << other;
}

TEST(Record, IsReadWholeOrNotAtAll) {
  const std::string text = to_record(some());
  for (std::size_t cut = 0; cut < text.size(); ++cut)
    EXPECT_FALSE(read_record<whole>(text.substr(0, cut))) << cut;
  EXPECT_FALSE(read_record<whole>(text + "}"));
  const std::pair<const char*, const char*> wrong[] = {
      {R"("v":1)", R"("v":2)"},
      {R"("v":1)", R"("v":"1")"},
      {R"("v":1)", R"("v":1.0)"},
      {R"("v":1,)", ""},
      {R"("good":true,)", ""},
      {R"("good":true)", R"("good":true,"also":1)"},
      {R"("good":true)", R"("good":1)"},
      {R"("small":255)", R"("small":256)"},
      {R"("small":255)", R"("small":-1)"},
      {R"("small":255)", R"("small":25.0)"},
      {R"("small":255)", R"("small":"255")"},
      {R"("large":18446744073709551615)", R"("large":18446744073709551616)"},
      {R"("size":1})", R"("size":-1})"},
      {R"("size":1})", R"("size":1,"v":1})"},
      {R"("pair":[7,9])", R"("pair":[7])"},
      {R"("pair":[7,9])", R"("pair":[7,9,11])"},
      {R"("pair":[7,9])", R"("pair":{"7":9})"},
      {R"("colours":{"a":"red",)", R"("colours":{"a":"blue",)"},
      {R"("more":{"name":"m","size":0})", R"("more":[])"},
  };
  for (const auto& [old, by] : wrong) EXPECT_FALSE(read_record<whole>(replaced(text, old, by))) << by;
  for (const char* other :
       {"", "1", "[]", "null", "\"v\"", "{}", R"({"v":1})", "2 sent 1 2 3", "phase sent\nto a@x\n"})
    EXPECT_FALSE(read_record<whole>(other)) << other;
}

TEST(Record, OfALaterVersionIsForWhoKnowsIt) {
  const std::string text = to_record(part{"x", 3}, 2);
  EXPECT_FALSE(read_record<part>(text));
  EXPECT_TRUE(read_record<part>(text, 2));
  EXPECT_TRUE(parse_record(text, 2));
  EXPECT_FALSE(parse_record(text));
}

TEST(Record, IsBoundedInSizeAndDepth) {
  const auto fitting = max_record - to_record(part{}).size();
  EXPECT_TRUE(read_record<part>(to_record(part{std::string(fitting, 'x'), 0})));
  EXPECT_FALSE(read_record<part>(to_record(part{std::string(fitting + 1, 'x'), 0})));
  const std::string deep = R"({"v":1,"x":)" + std::string(max_depth, '[') + std::string(max_depth, ']') + "}";
  EXPECT_FALSE(parse_record(deep));
  EXPECT_FALSE(parse_record(R"({"v":1,"x":)" + std::string(100'000, '[')));
}

TEST(Record, ThatCannotBeReadIsNamedInOneSentence) {
  EXPECT_EQ(
      unreadable("seen.\n0f"),
      "the stored value 'seen.?0f' is damaged or of another version, so nothing is done and nothing that is "
      "stored is changed; keep it, and begin with a new state");
}

}  // namespace
}  // namespace watchpost::mail::json
