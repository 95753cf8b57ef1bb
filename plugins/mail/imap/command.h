// Text of commands (RFC 3501 section 6), without tags.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

// What a server says it can do (RFC 3501 section 7.2.1).

class capabilities {
 public:
  capabilities() = default;
  explicit capabilities(std::string_view names);  // "IMAP4rev1 SASL-IR AUTH=PLAIN", any case

  bool known() const { return !names_.empty(); }
  bool has(std::string_view name) const;  // upper case

  // Also true where IMAP4rev2 includes it (RFC 9051 appendix E).
  bool uid_expunge() const { return has("UIDPLUS") || has("IMAP4REV2"); }
  bool move() const { return has("MOVE") || has("IMAP4REV2"); }
  bool idle() const { return has("IDLE") || has("IMAP4REV2"); }
  bool initial_response() const { return has("SASL-IR") || has("IMAP4REV2"); }

  // SASL names behind "AUTH=".
  std::vector<std::string> mechanisms() const;

  // One blank between two names, upper case.
  std::string text() const;

 private:
  std::string names_;  // " A B C "
};

// How `value` must be sent to stand as an astring.
enum class astring_form : std::uint8_t {
  atom,
  quoted,
  literal,
  impossible
};  // impossible: holds CR, LF or NUL
astring_form form_of(std::string_view value);

// As a quoted string (RFC 3501 section 4.3).
std::string quoted_string(std::string_view value);

// A command in the pieces in which it is sent: behind each but the last one the server's "+" is waited for.
using pieces = std::vector<std::string>;

// LOGIN (RFC 3501 section 6.2.3). Literals do not wait where LITERAL+ or LITERAL- (RFC 7888) allows. Nothing
// when user or password cannot be sent.
std::optional<pieces> login_command(std::string_view user, std::string_view password,
                                    const capabilities& caps);

// "EXAMINE \"Old mail\"", with `behind` behind it; the name as it stands on the wire. In one piece: eight-bit
// names are quoted where a literal would have to wait, as servers that have such names take them so. Nothing
// when it cannot be sent.
std::optional<std::string> folder_command(std::string_view verb, std::string_view name,
                                          const capabilities& caps, std::string_view behind = {});

// "UID FETCH 12:* (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID)])"; `verb` is "UID FETCH" or
// "FETCH". Leaves \Seen alone. Nothing when a field's name cannot be one.
std::optional<std::string> fetch_command(std::string_view verb, std::string_view set,
                                         std::span<const std::string> fields);

}  // namespace watchpost::mail::imap
