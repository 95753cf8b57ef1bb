// Where the verb of a line stands: at its front ("on pump1"), in its midst ("temp1 = 25"), or at its end
// ("pump1 on", "ポンプ1をオンにする", "ポンプ1の値は？").
#pragma once

#include "command.h"
#include "tokens.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

struct sentence {
  verb action = verb::help;
  bool at_end = false;
  std::string_view about;  // the rest of the line, without the particle that belongs to the verb
  // set: what was told apart already. Otherwise points and value stand in `about`, one behind the other.
  bool value_apart = false;
  std::string_view value;
};

// `line` without modifiers, `words` its tokens, not empty.
std::optional<sentence> find_verb(std::string_view line, const std::vector<token>& words);

// What was likely meant by a line without a verb, at most 3.
std::vector<std::string> likely_meant(std::string_view line, const std::vector<token>& words);

}  // namespace watchpost::mail_command::grammar
