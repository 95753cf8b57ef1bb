// What a person wrote in a mail, and nothing that was signed, quoted without marks or added below.
//
//   const auto text = read_text(message, {});
//   if (!text) ...                                // no mail, or beyond the bounds of mime_bounds.h
//   for (const std::string& line : text->lines) ...
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// Flowed text (RFC 3676) back to the paragraphs it was.

// Lines that end in a blank are joined with the next one of the same quote depth; the blanks that the format
// puts in are taken out. Quoted lines keep a '>' per level and a blank. UTF-8 in and out, lines end in '\n'.
std::string unflowed(std::string_view text, bool del_space);

struct text_limits {
  std::size_t message = std::size_t{256} * 1024;  // bytes; a larger one is not read at all
  std::size_t parts = 100;                        // likewise
  std::size_t text = std::size_t{64} * 1024;      // bytes of the text, decoded; the rest is not read
  std::size_t lines = 500;                        // neither empty nor quoted, likewise
  std::size_t line = 1000;                        // bytes of UTF-8; a longer line is left out, with a remark
  std::size_t subject = 500;                      // bytes of UTF-8, cut there
};

struct mail_text {
  std::string subject;               // UTF-8, one line; empty: none
  std::vector<std::string> lines;    // UTF-8, trimmed; "" for empty ones between two; see written_lines.h
  std::vector<std::string> besides;  // lines of further texts, which are read for what they say of these
  std::string charset = "us-ascii";  // of the text, as declared, by its usual name, lower case: "iso-2022-jp"
  bool from_html = false;
  bool cut = false;                  // there was more than the limits allow
  bool lines_cut = false;            // of the text
  std::vector<std::string> remarks;  // what was not read and why; printable, no text of the mail
};

// `message` is a message or a part of one (a signed one) from its header on, and may be cut off.
//
// One text is read: the first text/plain that is not an attachment and not blank, else the first such
// text/html, as it would be seen, without what is hidden in it. Embedded messages are not
// opened. Flowed lines are joined (RFC 3676). Quoted lines stay, marked by '>' or '＞'; the line that
// announces them ("On ... wrote:") is skipped; a signature ("-- "), an original message or a forwarded one
// below its marker, or the footer of a provider end the text. Lines are as long as the writer made them:
// nothing is joined but flowed text. Charsets: UTF-8, US-ASCII, ISO-2022-JP with the characters of cp50220,
// Shift_JIS as cp932, EUC-JP as eucJP-ms, ISO-8859-n, windows-125n. Another one leaves `lines` empty, with a
// remark. Bytes that are none in their charset become U+FFFD, so the word they stand in matches nothing.
std::optional<mail_text> read_text(std::string_view message, const text_limits& limits = {});

}  // namespace watchpost::mail::message
