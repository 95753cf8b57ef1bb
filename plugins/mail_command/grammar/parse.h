// From the text of a mail to its commands. Pure, bounded, never throws but for memory. The grammar is in
// docs/mail_command/grammar.md.
//
//   const auto text = mail::message::read_text(message, limits);
//   const parsed p = parse(text->subject, text->lines, {.subject_commands = true, .end_marker = "###"});
//   for (const command& c : p.commands) ...        // in the order of the mail
//   for (const fault& f : p.faults) ...            // likewise; a line is in one of the two
//
// A subject or text that is not to be believed (S/MIME) is passed empty.
#pragma once

#include "fault.h"
#include "language.h"

#include <watchpost/cpp/secret.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command {

struct grammar_options {
  bool subject_commands = false;  // a subject that is a command goes first, as line 0
  std::string end_marker{};       // a line that ends the commands, in any case and width; empty: none
  std::size_t max_lines = 200;
  std::size_t max_commands = 20;
};

inline constexpr std::size_t most_line = 1024;  // bytes
inline constexpr std::size_t most_faults = 10;  // lines that are no command, then reading ends

// What the mail brings along of who wrote it; the last of each counts. Empty: none.
struct credentials {
  std::string user;         // as written
  plugin::secret password;  // as written, without blanks around it
  std::string code;         // one-time code, digits only
};

enum class ending : std::uint8_t { text, quit, marker, signature, bound };  // why reading ended

struct parsed {
  std::vector<command> commands;
  std::vector<fault> faults;
  credentials who;
  language in = language::english;  // Japanese: kana or kanji stand in the subject or a line that was read
  ending ended = ending::text;
  std::size_t lines_read = 0;  // of the text

  // The mail has nothing to be answered line by line: an answer would be the help text.
  bool empty() const { return commands.empty() && faults.empty(); }
};

// The subject's mailed code ("Re: [K7QF-3MZX-9TRA] ...") is that of a `confirm` or `ack` without one, whether
// or not commands are read from the subject.
parsed parse(std::string_view subject, std::span<const std::string> lines, const grammar_options& options);

}  // namespace watchpost::mail_command
