// Of the text of a mail the lines that its writer wrote: nothing is read below the line that ends what is
// written (a signature, the message answered or forwarded, a footer), in any language of mail programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// Lines of a text, one after the other.

inline constexpr std::size_t max_line = 998;  // without CRLF (RFC 5322 section 2.1.1: MUST)

// What a line does, by itself; `folded` by fold(), `line` as it was but for blanks at its ends.
enum class line_kind : std::uint8_t {
  text,
  quoted,
  attribution,  // "On ... wrote:"
  header,       // "From: ...", "Gesendet: ...", of the block above a quotation
  sender,       // likewise, and sure by itself: "From: Foo <foo@example.org>"
  end,
  rule
};

line_kind kind_of_line(std::string_view line, std::string_view folded);

struct written_limits {
  std::size_t lines, line;
};

struct written {
  std::vector<std::string>
      lines;                 // trimmed; "" between two for empty ones; quoted ones begin with '>' or '＞'
  bool cut = false;          // there was more than the limits allow
  std::size_t too_long = 0;  // lines left out
  bool ruled_off = false;    // text stood below a line of dashes or the like, which ended it
};

// `text` is UTF-8. `most.lines` counts neither empty nor quoted ones.
written written_lines(std::string_view text, const written_limits& most);

}  // namespace watchpost::mail::message
