// The words of IMAP's grammar (RFC 3501 section 9), read from the left of a text that is in memory. Reads
// what servers send, which is a little more than the grammar allows; what does not fit leaves the lexer where
// it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

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

std::string to_upper(std::string_view text);

}  // namespace watchpost::mail::imap
