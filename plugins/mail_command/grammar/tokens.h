// A line taken to words: at blanks of any width, commas, equals signs, and quotes ("...", “...”, „...“,
// «...», ‘...’, 「...」, 『...』).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

enum class token_kind : std::uint8_t { word, quoted, comma, equals };

struct token {
  token_kind kind = token_kind::word;
  std::string_view raw;  // into the line; of `quoted` what is inside
  std::string folded;
  std::size_t begin = 0, end = 0;  // in the line, quotes included

  bool is(std::string_view word) const { return kind == token_kind::word && folded == word; }
};

// Nothing: a quote is not closed. A quote begins only where a word may begin, so that 5" stays a word.
std::optional<std::vector<token>> tokens(std::string_view line);

// Without blanks of any width at both ends.
std::string_view trimmed(std::string_view text);

// Kana or kanji.
bool has_japanese(std::string_view text);

// Raised, lowered and broken digits (²₂½), which folding makes plain ones.
bool has_script_digit(std::string_view text);

// "k7qf-3mzx-9tra": a mailed code, folded.
bool is_mailed_code(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
