// The words of the grammar in both languages, folded. docs/mail_command/grammar.md lists the same, which a
// test holds against these tables.
#pragma once

#include "command.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

inline constexpr std::string_view object_particle = "を";

using words_list = std::span<const std::string_view>;
inline bool holds(words_list words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct verb_word {
  std::string_view word;
  verb action;
};
// Where a line may begin with it, or end with it after what it is about.
std::span<const verb_word> verb_words();
std::optional<verb> verb_of(std::string_view folded);

// How a Japanese sentence ends, e.g. "オンにしてください", "を入れる" without its particle, "に設定する",
// "の値を教えて".
struct predicate {
  verb action = verb::get;
  bool about_value = false;  // set: what stands before it ends with the value
};
std::optional<predicate> predicate_of(std::string_view folded);

std::span<const std::string_view> dry_run_words();
bool is_dry_run(std::string_view folded);

bool is_everything(std::string_view folded);  // "all", "全部"
bool is_polite(std::string_view folded);      // "please"

// "open", "閉める": another thing for a valve than for a contact, so it is a value of `set` and no verb.
std::optional<std::string_view> open_or_closed(std::string_view folded);

// Words of the tables that `folded` may be a slip of, likeliest first, at most 3.
std::vector<std::string> words_near(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
