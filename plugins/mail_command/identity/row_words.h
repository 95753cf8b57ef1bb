// A row of settings cut into words: blanks between them, but inside double quotes; then KEY=VALUE options.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::identity {

struct row_words {
  std::vector<std::string> plain;
  std::vector<std::pair<std::string, std::string>> options;  // of the names asked for, each at most once
};

// `names` are those of the options. A word of letters and "=" is an option, any other one plain. An unknown
// option, a plain word behind one, one given twice or without a value, or a quote that is not closed:
// nothing, and `why` says what, without the text of the row but for the name of an option.
std::optional<row_words> cut_row(std::string_view row, const std::vector<std::string_view>& names,
                                 std::string& why);

// Parts between commas, none empty; nothing otherwise.
std::optional<std::vector<std::string>> cut_list(std::string_view text);

}  // namespace watchpost::mail_command::identity
