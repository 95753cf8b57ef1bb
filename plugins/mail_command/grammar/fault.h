// What is wrong with a line that is no command. The answer's catalogue (answer/reply.h) has words for each.
#pragma once

#include "command.h"
#include "mail/text/utf8.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

enum class fault_kind : std::uint8_t {
  unknown_word,     // no verb in it
  no_point,         // the verb needs a point
  no_value,         // set without a value
  no_code,          // confirm without a code
  bad_time,         // `word` is no time or duration, or too long a one
  not_here,         // this verb takes no `word` (a value, a time, a point)
  twice,            // two verbs, or two times that speak against each other
  unclosed_quote,   //
  too_many_points,  // more than most_points
  long_line,
  too_many_lines,     // the rest was not read
  too_many_commands,  // the rest was not read
  too_many_faults,    // the rest was not read
  no_such_point,
  ambiguous_point,  // several are called so
  not_first,        // confirm or ack below another line
  held,             // a command as it should be, in a mail that is in doubt: see doubt in parse.h
};
inline constexpr std::array<std::string_view, 17> fault_names{"unknown_word",
                                                              "no_point",
                                                              "no_value",
                                                              "no_code",
                                                              "bad_time",
                                                              "not_here",
                                                              "twice",
                                                              "unclosed_quote",
                                                              "too_many_points",
                                                              "long_line",
                                                              "too_many_lines",
                                                              "too_many_commands",
                                                              "too_many_faults",
                                                              "no_such_point",
                                                              "ambiguous_point",
                                                              "not_first",
                                                              "held"};
constexpr std::string_view name(fault_kind k) { return fault_names[static_cast<std::size_t>(k)]; }

inline constexpr std::size_t longest_word = 64;  // bytes

struct fault {
  fault_kind kind = fault_kind::unknown_word;
  std::optional<verb> action{};      // when the verb is known
  std::string word{};                // the one that is wrong, as written, cut to longest_word; may be empty
  std::vector<std::string> meant{};  // "did you mean", at most 3
  std::size_t line = 0;              // as in command
  std::string source{};              // likewise; what may be a secret is masked
};

inline fault fault_of(const command& c, fault_kind kind, std::string_view word = {}) {
  return {.kind = kind,
          .action = c.action,
          .word = std::string(mail::utf8_front(word, longest_word)),
          .meant = {},
          .line = c.line,
          .source = c.source};
}

}  // namespace watchpost::mail_command::grammar
