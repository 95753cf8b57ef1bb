// What is written about a point and can do nothing there.
#include "engine/points/read_points.h"

#include <algorithm>
#include <array>

namespace watchpost::engine {
namespace {

constexpr std::array digital_words{"words"};
constexpr std::array number_words{"unit", "decimals", "min", "max"};
constexpr std::array output_words{"confirm", "two_persons", "latency", "readback",
                                  "deny",    "interlock",   "stuck"};
constexpr std::array limit_words{"high", "low", "hysteresis"};
constexpr std::array periodic_words{"ramp", "sine", "noise"};

template <std::size_t N>
void warn(const toml::table& in, const std::string& name, const std::array<const char*, N>& words,
          const std::string& why, problem_list& out) {
  for (const char* word : words) {
    if (const auto* node = in.get(word))
      out.warning(position_of(node->source()), name + "." + word, "does nothing here: " + why);
  }
}

}  // namespace

void check_idle_words(const toml::table& in, const std::string& name, const point::info& info,
                      problem_list& out) {
  const bool digital = info.kind == point::kind::digital;
  const bool number = !digital && info.kind != point::kind::text;
  if (!digital) warn(in, name, digital_words, "it is for digital points", out);
  if (!number)
    warn(in, name, number_words, "it is for numbers; set kind = \"analog\" (or integer, counter)", out);
  if (!info.output) warn(in, name, output_words, "it is for outputs; set direction = \"out\"", out);
  if (const auto* source = in["source"].as_table()) {
    const bool periodic = std::any_of(periodic_words.begin(), periodic_words.end(),
                                      [&](const char* word) { return source->contains(word); });
    if (!periodic)
      warn(*source, name + ".source", std::array{"period"}, "it is for ramp, sine and noise", out);
  }
  const auto* alarm = in["alarm"].as_table();
  if (alarm == nullptr) return;
  if (number) warn(*alarm, name + ".alarm", std::array{"when"}, "it is for digital points", out);
  if (!digital) return;
  for (const char* word : limit_words) {
    if (const auto* node = alarm->get(word))
      out.error(position_of(node->source()), name + ".alarm." + word, scalar_text(*node).value_or(""),
                "a digital point has no such limit, so there would be no such alarm; set kind = \"analog\" "
                "(or integer, counter), or write alarm = \"on\"");
  }
}

}  // namespace watchpost::engine
