// Rows of settings that say something each: words with blanks between them but inside double quotes, then
// KEY=VALUE options.
//
//   read_each("alarm.point", texts, {"to", "hold_off"}, faults, [&](const row& r) -> std::string {
//     if (r.plain.size() != 1) return "expected PATTERN [to=...]";
//     ...
//     return {};
//   });
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::rows {

inline constexpr std::size_t most_rows = 500;  // of a kind
inline constexpr std::size_t most_row = 2048;  // bytes

struct fault {
  std::string_view key;  // of the setting
  std::string text;      // "row 2: ..." with the remedy; secrets are not in it
  bool warning = false;
};

struct row {
  std::vector<std::string> plain;
  std::vector<std::pair<std::string, std::string>> options;  // of the names asked for, each at most once
};

// `names` are those of the options. A word of letters or '_' and "=" is an option, any other one plain. An unknown
// option, a plain word behind one, one given twice or without a value, or a quote that is not closed:
// nothing, and `why` says what, without the text of the row but for the name of an option.
std::optional<row> cut_row(std::string_view text, std::span<const std::string_view> names, std::string& why);

// Parts between commas, none empty; nothing otherwise.
std::optional<std::vector<std::string>> cut_list(std::string_view text);

// `read` is given each row that can be cut, and returns what is wrong with it; empty: nothing.
void read_each(std::string_view key, std::span<const std::string_view> texts,
               std::span<const std::string_view> names, std::vector<fault>& faults,
               const std::function<std::string(const row&)>& read);

// "; did you mean 'to'?", or nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> names);

}  // namespace watchpost::mail_command::rows
