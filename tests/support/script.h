// The script of a scripted_session as data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::test {

enum class directive {
  send,
  expect,
  data,
  literal,
  tls,
  starttls,
  stall,
  close,
  reset,
  next,
  cancel,
  advance,
};

struct step {
  directive what = directive::send;
  std::string text;        // bytes to send, pattern to expect, words of tls
  std::size_t number = 0;  // literal, advance
  bool from_line = false;  // literal *
  std::size_t line = 0;    // in the script, from 1
  std::string source;      // as written
};

// One list of steps per connection. Throws std::invalid_argument with the line at fault.
std::vector<std::vector<step>> parse_script(std::string_view script);

// '*' matches anything.
bool matches(std::string_view text, std::string_view pattern);

}  // namespace watchpost::test
