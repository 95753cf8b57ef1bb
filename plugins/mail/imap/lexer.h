// The words of IMAP's grammar (RFC 3501 section 9), read from the left of a text that is in memory. Reads
// what servers send, which is a little more than the grammar allows; what does not fit leaves the lexer where
// it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

// What we accept from a server, so that no server can make us grow. More is cause::limit.

inline constexpr std::size_t max_line = 65'536;     // bytes of one line, without its end
inline constexpr std::size_t max_literal = 65'536;  // bytes kept of a literal; the rest is read and dropped
inline constexpr std::uint64_t max_dropped = 32u << 20;  // bytes of the longest literal that is read at all
inline constexpr std::size_t max_response = 262'144;     // bytes kept of a response, literals included
inline constexpr unsigned max_depth = 32;                // nested lists
inline constexpr std::uint32_t max_untagged = 10'000;    // untagged responses to one command, besides FETCH
inline constexpr std::uint32_t max_fetched = 1'000'000;  // FETCH responses to one command
inline constexpr std::uint32_t fetch_slack = 10'000;     // unsolicited FETCH responses beyond EXISTS
inline constexpr std::size_t max_set = 900;              // bytes of a UID set that we send (RFC 2683 3.2.1.5)

class lexer {
 public:
  explicit lexer(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c);
  bool blanks();  // one or more

  // A run of bytes that are neither control, blank, parenthesis, quote nor brace; with `to_bracket` neither
  // '['.
  std::optional<std::string_view> atom(bool to_bracket = false);

  std::optional<std::uint32_t> number();
  std::optional<std::uint64_t> number64();

  std::optional<std::string> string();   // quoted or literal
  std::optional<std::string> astring();  // string or atom

  // A string or NIL; false when neither is there.
  bool nstring(std::optional<std::string>& into);

  // The inside of "[...]", which may hold strings and literals.
  std::optional<std::string_view> section();

  // "(\Seen Junk)", whatever bytes people's programs put into keywords.
  bool skip_flags();

  // Any value: atom, number, string, NIL, list of values.
  bool skip_value();

 private:
  std::optional<std::string> quoted();
  std::optional<std::string> literal();

  std::string_view rest_;
};

// Puts a response together from lines and literals. Knows where a literal follows; parses nothing else.
//
//   assembler a;
//   switch (a.line(line)) { case assembler::step::literal: a.literal(read(a.literal_size())); ... }
//   on complete: parse_response(a.text()); a.clear();

class assembler {
 public:
  // `most`: bytes kept of a response, literals included.
  explicit assembler(std::size_t most = max_response) : most_(most) {}

  enum class step : std::uint8_t {
    complete,   // text() is a whole response
    literal,    // literal_size() bytes follow, then another line
    limit,      // too long: `most`, max_dropped
    malformed,  // NUL in a line
  };

  // A line without its end.
  step line(std::string_view line);

  // The literal as far as it is kept; may be shorter than what was announced.
  step literal(std::string_view kept);

  std::uint64_t literal_size() const { return literal_size_; }
  std::string_view text() const { return text_; }
  void clear();

 private:
  std::size_t most_;
  std::string text_;
  std::uint64_t literal_size_ = 0;
  bool words_ = false;  // a status or continuation: its end is human text, "{5}" means nothing there
};

}  // namespace watchpost::mail::imap
