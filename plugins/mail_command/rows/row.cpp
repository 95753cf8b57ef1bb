#include "row.h"

#include "mail/text/ascii.h"

#include <watchpost/cpp/diagnostics.hpp>

#include <algorithm>

namespace watchpost::mail_command::rows {
namespace {

namespace ascii = mail::ascii;

std::optional<std::vector<std::string>> words_of(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false, begun = false;
  for (const char c : text) {
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
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return ascii::is_alpha(c) || c == '_'; });
}

}  // namespace

std::string suggestion(std::string_view word, std::span<const std::string_view> names) {
  const std::string_view near = plugin::nearest(word, names);
  return near.empty() ? std::string() : "; did you mean " + plugin::quoted(near) + '?';
}

std::optional<row> cut_row(std::string_view text, std::span<const std::string_view> names, std::string& why) {
  const auto words = words_of(text);
  if (!words) {
    why = "a quotation mark is not closed";
    return std::nullopt;
  }
  row out;
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
      why = "unknown option " + plugin::quoted(name) + suggestion(name, names);
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

void read_each(std::string_view key, std::span<const std::string_view> texts,
               std::span<const std::string_view> names, std::vector<fault>& faults,
               const std::function<std::string(const row&)>& read) {
  if (texts.size() > most_rows) {
    faults.push_back({key, "too many rows: at most " + std::to_string(most_rows)});
    return;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::string why = "is longer than " + std::to_string(most_row) + " bytes";
    if (texts[i].size() <= most_row) {
      why.clear();
      if (const auto words = cut_row(texts[i], names, why)) why = read(*words);
    }
    if (!why.empty()) faults.push_back({key, "row " + std::to_string(i + 1) + ": " + why});
  }
}

}  // namespace watchpost::mail_command::rows
