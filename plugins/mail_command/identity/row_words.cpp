#include "row_words.h"

#include "mail/text/ascii.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

namespace ascii = mail::ascii;

std::optional<std::vector<std::string>> words_of(std::string_view row) {
  std::vector<std::string> out;
  bool inside = false, begun = false;
  for (const char c : row) {
    if (c == '"') {
      inside = !inside;
    } else if (!inside && ascii::is_blank(c)) {
      begun = false;
      continue;
    }
    if (!begun) out.emplace_back();
    begun = true;
    if (c != '"') out.back() += c;
  }
  if (inside) return std::nullopt;
  return out;
}

bool looks_like_option(std::string_view word) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && equals != 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), ascii::is_alpha);
}

}  // namespace

std::optional<row_words> cut_row(std::string_view row, const std::vector<std::string_view>& names,
                                 std::string& why) {
  const auto words = words_of(row);
  if (!words) {
    why = "a quotation mark is not closed";
    return std::nullopt;
  }
  row_words out;
  for (const auto& word : *words) {
    const auto name = std::string_view(word).substr(0, word.find('='));
    if (!looks_like_option(word)) {
      if (!out.options.empty()) {
        why = "a word stands behind the options; put it before them";
        return std::nullopt;
      }
      out.plain.push_back(word);
      continue;
    }
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      why = "unknown option " + plugin::quoted(name);
      if (const auto near = plugin::nearest(name, names); !near.empty())
        why += "; did you mean " + plugin::quoted(near) + '?';
      return std::nullopt;
    }
    const bool twice =
        std::any_of(out.options.begin(), out.options.end(), [&](const auto& o) { return o.first == name; });
    if (twice || name.size() + 1 == word.size()) {
      why = "option " + plugin::quoted(name) + (twice ? " is given twice" : " has no value");
      return std::nullopt;
    }
    out.options.emplace_back(std::string(name), word.substr(name.size() + 1));
  }
  return out;
}

std::optional<std::vector<std::string>> cut_list(std::string_view text) {
  std::vector<std::string> out;
  for (;;) {
    const auto comma = text.find(',');
    if (comma == 0 || text.empty()) return std::nullopt;
    out.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace watchpost::mail_command::identity
