#include "engine/macros.h"

#include "engine/text.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace watchpost::engine {
namespace {

bool letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The word behind a percent sign: letters and inner dots.
std::string_view word_at(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() &&
         (letter(text[n]) || (text[n] == '.' && n + 1 < text.size() && letter(text[n + 1]))))
    ++n;
  return text.substr(0, n);
}

// The longest macro that `text` begins with and that ends there as a word.
std::string_view macro_at(std::string_view text) {
  std::string_view best;
  for (const std::string_view name : all_macros()) {
    const bool ends = text.size() == name.size() || (text.size() > name.size() && !letter(text[name.size()]));
    if (text.starts_with(name) && ends && name.size() > best.size()) best = name;
  }
  return best;
}

abi::error refuse_macro(std::string text) {
  return {.status = WP_E_SETTINGS, .domain = "macro", .text = std::move(text)};
}

std::vector<std::string> with_percent() {
  auto out = all_macros();
  for (auto& name : out) name.insert(0, 1, '%');
  return out;
}

}  // namespace

const std::vector<std::string>& all_macros() {
  static const std::vector<std::string> names{"Device.Address", "Device.DisplayName", "Device.HostName",
                                              "Device.Name", "Monitor.Name"};
  return names;
}

abi::expected<std::string> expand(std::string_view text, const macro_values& values) {
  std::string out;
  while (!text.empty()) {
    const auto percent = std::min(text.find('%'), text.size());
    out += text.substr(0, percent);
    text.remove_prefix(percent);
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.starts_with('%')) {
      out += '%';
      text.remove_prefix(1);
      continue;
    }
    const auto name = macro_at(text);
    if (name.empty()) {
      const auto word = word_at(text);
      if (word.empty()) return refuse_macro("a lone % stands in the value; write %% for a percent sign");
      const auto shown = "%" + std::string(word);
      const auto known = with_percent();
      auto hint = did_you_mean(shown, known);
      if (hint.empty()) hint = "; known are " + join(known);
      return refuse_macro("unknown macro " + in_quotes(shown) + hint + " (%% is a percent sign)");
    }
    const auto value = values.find(name);
    if (value == values.end()) {
      const auto remedy = name == "Device.HostName"      ? "; set host_name of the device"
                          : name == "Device.DisplayName" ? "; set display_name of the device"
                          : name == "Device.Address"     ? "; set address of the device, or name a device"
                                                         : "; name a device in devices = [...]";
      return refuse_macro("%" + std::string(name) + " has no value here" + remedy);
    }
    out += value->second;
    text.remove_prefix(name.size());
  }
  return out;
}

}  // namespace watchpost::engine
