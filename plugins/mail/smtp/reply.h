// Replies of an SMTP server (RFC 5321 section 4.2), read line by line. Pure: no I/O, bounded, never throws.
//
//   reply_parser parser;
//   while (parser.feed(next_line()) == reply_parser::step::more) {}
//   if (parser.last() == reply_parser::step::done) use(parser.take());
#pragma once

#include "mail/failure.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::smtp {

struct reply {
  int code = 0;                    // 200 to 599
  std::string enhanced;            // "5.7.8" (RFC 2034, 3463) of the first line that has one; may be empty
  std::vector<std::string> lines;  // the texts without code and enhanced code, bytes as sent; at least one

  int severity() const { return code / 100; }  // decides what follows (section 4.2.1)

  // The texts of all lines, joined by blanks.
  std::string text() const;
  // The same behind the codes: "250 2.0.0 Ok: queued as 4F1".
  std::string words() const;
};

class reply_parser {
 public:
  // Far beyond the 512 octets of section 4.5.3.1.5: challenges may have 12,288 (RFC 4954 section 4).
  static constexpr std::size_t max_line = 12'800;
  static constexpr std::size_t max_lines = 128;
  static constexpr std::size_t max_bytes = 65'536;  // of all lines together

  enum class step { more, done, garbage, too_much };

  // `line` without its line end. After anything but `more` no further line is taken until take() or reset().
  step feed(std::string_view line);
  step last() const { return last_; }

  // The complete reply; the parser is ready for the next one.
  reply take();
  void reset();

  // What was wrong, after garbage or too_much. A constant.
  std::string_view fault() const { return fault_; }

 private:
  step end(step how, std::string_view fault);

  reply reply_;
  std::size_t bytes_ = 0;
  step last_ = step::more;
  std::string_view fault_;
};

// "5.7.8" at the front of `text`, when it is an enhanced status code of that class followed by a blank or
// nothing; otherwise empty.
std::string_view enhanced_code(std::string_view text, int severity);

// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1). Pure.

struct capabilities {
  bool pipelining = false;     // RFC 2920
  bool starttls = false;       // RFC 3207
  bool eight_bit = false;      // RFC 6152
  bool size = false;           // RFC 1870
  std::uint64_t max_size = 0;  // octets; 0: no limit told
  std::vector<std::string>
      mechanisms;  // RFC 4954, upper case, each once; also from the old form "AUTH=PLAIN"
};

// Keywords in any case; unknown and malformed ones do not count. A reply to HELO offers nothing.
capabilities read_capabilities(const reply& ehlo);

// What a reply that is not the hoped-for one means. Pure.

// The failure for a reply that was heard at `at`: its cause by code and enhanced code (RFC 5321 section 4.2,
// RFC 3463, RFC 4954 section 6), the server's words made printable. A positive or intermediate reply where
// another was due is cause::protocol.
failure verdict(stage at, const reply& heard);

// The queue id in a server's acceptance of a message, as far as it is recognisable. Pure.

// `text`: the words behind code and enhanced code. Knows the forms of Postfix ("Ok: queued as 4F1abc"), Exim
// ("OK id=1abc-000-00"), Sendmail and OpenSMTPD ("u8A1 Message accepted for delivery"), Exchange
// ("[InternalId=12, Hostname=..."), qmail ("ok 17 qp 42"), Haraka ("Message Queued (1A-2.1)"). Empty: none
// found.
std::string queue_id(std::string_view text);

}  // namespace watchpost::mail::smtp
