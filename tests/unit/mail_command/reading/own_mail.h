// Every kind of letter that the plugin writes, in both languages, as its reader has it.
#pragma once

#include <string>
#include <vector>

namespace watchpost::mail_command::test {

struct own_mail {
  std::string name;
  std::string subject;
  std::string text;  // lines end in '\n'
};

inline constexpr const char* mail_code = "K7QF-3MZX-9TRA";

// Answers with every code, with the help, lists and values, and what waits for a code; alarm mails of every
// reason.
const std::vector<own_mail>& all_own_mail();

std::vector<std::string> lines_of(const std::string& text);

}  // namespace watchpost::mail_command::test
