// What an IMAP server says, as values (RFC 3501 section 7, RFC 9051 section 7).
//
//   auto r = parse_response("* 12 FETCH (UID 7 FLAGS (\\Seen))");
//   if (r) if (auto* f = std::get_if<fetch_data>(&r->data)) use(f->uid);
#pragma once

#include "lexer.h"
#include "mail/failure.h"
#include "syntax.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace watchpost::mail::imap {

enum class status : std::uint8_t { ok, no, bad, preauth, bye };

// "[UIDNEXT 12]": name "UIDNEXT" (upper case), argument "12". No code: both empty.
struct response_code {
  std::string name;
  std::string argument;
};

struct status_response {
  status what = status::ok;
  response_code code;
  std::string text;  // for humans
};

struct capability_data {
  std::string names;  // as sent: "IMAP4rev1 IDLE AUTH=PLAIN"
};
struct exists_data {
  std::uint32_t count = 0;
};
struct recent_data {
  std::uint32_t count = 0;
};
struct expunge_data {
  std::uint32_t number = 0;  // sequence number
};
struct list_data {
  std::vector<std::string> attributes;  // "\\Junk"
  std::string delimiter;                // empty: flat
  std::string name;
};

// STATUS: what the server told, of what it was asked for.
struct mailbox_status_data {
  std::string name;
  std::optional<std::uint32_t> messages, validity, next;  // MESSAGES, UIDVALIDITY, UIDNEXT
};

// SEARCH and ESEARCH (RFC 4731).
struct search_data {
  std::vector<number_range> found;
  std::string tag;                     // ESEARCH: the command it answers; may be empty
  bool uid = false;                    // ESEARCH: the numbers are UIDs
  std::optional<std::uint32_t> count;  // ESEARCH COUNT
};

struct fetch_data {
  std::uint32_t number = 0;  // sequence number
  std::optional<std::uint32_t> uid;
  std::optional<std::int64_t> arrived;  // INTERNALDATE, wall seconds
  std::optional<std::uint64_t> size;    // RFC822.SIZE
  std::optional<std::string> header;    // BODY[HEADER...] or RFC822.HEADER; NIL: empty
  std::optional<std::string> body;      // BODY[] from its first byte; NIL: empty
};

struct continuation {
  std::string text;  // behind "+ "; base64 in a SASL exchange
};

// Untagged data that means nothing to us.
struct other_data {
  std::string name;  // upper case
};

struct response {
  std::string tag;  // "*", "+", or the tag of the command that is answered
  std::variant<other_data, status_response, capability_data, exists_data, recent_data, expunge_data,
               list_data, mailbox_status_data, search_data, fetch_data, continuation>
      data;

  bool untagged() const { return tag == "*"; }
};

// One whole response without its last CRLF; literals stand in it as "{5}\r\nbytes". Nothing when it is not
// IMAP.
std::optional<response> parse_response(std::string_view text);

// The message data of a FETCH response (RFC 3501 section 7.4.2).

// From the opening parenthesis on. Items that mean nothing to us are skipped.
std::optional<fetch_data> parse_fetch(std::uint32_t number, lexer& in);

// "(\\Seen $Junk)".
std::optional<std::vector<std::string>> parse_flags(lexer& in);

// The server's refusals as failures (RFC 3501 section 7.1, RFC 5530).

// A tagged NO or BAD, or a BYE, that came at stage `at`. The server's words are made printable.
failure refusal(stage at, const status_response& said);

}  // namespace watchpost::mail::imap
