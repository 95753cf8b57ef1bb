// From the text of a mail to what it asks for. The mail is read whole before anything is decided. Pure,
// bounded, never throws but for memory. The grammar is in docs/mail_command/grammar.md, the reasons in
// docs/decisions/0023-a-mail-is-read-whole.md.
//
//   const auto text = mail::message::read_text(message, limits);
//   const parsed p = parse(text->subject, text->lines, {.points = &names});
//   for (const command& c : p.commands) ...        // in the order of the mail
//   for (const fault& f : p.faults) ...            // likewise; a line is in one of the two
//   if (p.in_doubt) ...                            // nothing that moves is among the commands
//
// A subject or text that is not to be believed (S/MIME) is passed empty.
#pragma once

#include "credentials.h"
#include "fault.h"
#include "language.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

class point_names;

struct grammar_options {
  bool subject_commands = false;  // a subject that is a command goes first, as line 0
  std::string end_marker{};       // a line that ends the commands, in any case and width; empty: none
  std::size_t max_lines = 200;
  std::size_t max_commands = 20;
  const point_names* points = nullptr;     // the host's; null: names are not looked up
  std::string_view from{};                 // the From field, decoded: its names are courtesies
  bool cut = false;                        // there is more of the mail than `lines`
  std::span<const std::string> besides{};  // other text of the mail that its reader sees, but no commands
};

inline constexpr std::size_t most_line = 1024;  // bytes
inline constexpr std::size_t most_faults = 10;  // lines that are no command, then no more are told

enum class ending : std::uint8_t { text, quit, marker, signature, quotation };  // where the fresh text ended

// Why nothing of the mail moves.
struct doubt {
  enum class reason : std::uint8_t {
    line,   // it is no command, and stands before or among them
    below,  // it stands below them and still speaks of points or operations
    unread  // the mail has more than was read; no line
  };
  reason kind = reason::line;
  std::size_t line = 0;  // as in command
  std::string source{};  // likewise; what may be a secret is masked
};

struct parsed {
  std::vector<command> commands;
  std::vector<fault> faults;
  std::optional<doubt> in_doubt;  // set only when something would have moved, which is among the faults
  credentials login;
  language in = language::english;  // Japanese: kana or kanji stand in the subject or the fresh text
  ending ended = ending::text;
  std::size_t lines_read = 0;  // of the fresh text, without empty and quoted ones

  // The mail has nothing to be answered line by line: an answer would be the help text.
  bool empty() const { return commands.empty() && faults.empty(); }
};

// `lines` in the order of the text; an empty one stands for empty lines, quoted ones begin with '>'. The
// subject's mailed code ("Re: [K7QF-3MZX-9TRA] ...") is that of a `confirm` or `ack` without one, whether or
// not commands are read from the subject.
parsed parse(std::string_view subject, std::span<const std::string> lines, const grammar_options& options);

}  // namespace watchpost::mail_command::grammar
