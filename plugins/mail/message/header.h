// Header fields of a message (RFC 5322), read from bytes that anybody may have sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// One field, in views of its bytes.
struct header_field {
  std::string_view name;  // empty: the line begins no field
  bool strict = true;  // false: blanks before the colon (RFC 5322 section 4.5), which not every reader takes
  std::string_view folded;  // its body as it stands

  std::string unfolded() const;  // blanks at its ends kept
};

// The fields of a header in their order, read once. `text` may end with or without the empty line; what follows
// it is not read. CRLF and bare LF are line ends. `text` outlives it.
//
//   const header_fields header(message);
//   header.body("Date")                                            // of the first Date; nothing: none
//   for (const header_field& f : header) if (same_word(f.name, "Received")) ...
class header_fields {
 public:
  explicit header_fields(std::string_view text);

  // The body of the first (or nth) field of that name, any case, unfolded, trimmed; nothing when absent.
  std::optional<std::string> body(std::string_view name, std::size_t nth = 0) const;
  // The bodies of the first `most` fields of that name.
  std::vector<std::string> bodies(std::string_view name, std::size_t most) const;

  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::vector<header_field> all_;
};

// header_fields::body(), where one field alone is asked for.
std::optional<std::string> field(std::string_view header, std::string_view name, std::size_t nth = 0);

// `body` fit to be shown: printable, at most 500 bytes, runs of blanks, as unfolding leaves them, as one.
std::string one_line(std::string_view body);

// The front of `text` up to and with its first empty line: of a message the header, of a delivery status one
// group of fields.
std::string_view header_block(std::string_view text);

// RFC 5322 section 3.3 date-time, obsolete zones included, as wall seconds; nothing when it is none.
std::optional<std::int64_t> parse_date(std::string_view text);

// "Sun, 22 Nov 2026 10:15:00 +0000"
std::string format_date(std::int64_t wall_seconds);

// The time stamp behind the last ';' of the topmost Received field: when the last server took the message.
std::optional<std::int64_t> received_at(const header_fields& header);

}  // namespace watchpost::mail::message
