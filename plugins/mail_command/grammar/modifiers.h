// What may stand before or behind a command: "for 10m", "until 18:30", "18:30まで", "dry-run", "please".
#pragma once

#include "command.h"
#include "fault.h"

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

struct modifiers {
  std::optional<std::chrono::milliseconds> lasting;
  std::optional<time_of_day> until, before;
  bool dry_run = false;

  std::optional<fault_kind> wrong;  // bad_time, twice
  std::string wrong_word;           // as written

  bool any_time() const { return lasting || until || before; }
};

// `text` without those at its ends. Of a Japanese sentence also those between "を" and its end, which stays:
// "ポンプ1を10分間" -> "ポンプ1を".
std::string_view take_modifiers(std::string_view text, modifiers& into);

// Whether a word means a time that could not be read, so that it is no name of a point.
bool is_time_word(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
