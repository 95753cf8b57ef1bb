// Text of any script on its way out, in 7 bits: RFC 2047 words for the Subject, a charset and a transfer
// encoding for the body. compose() does this for a draft that names a charset.
//
//   draft d{..., .subject = "ポンプ1 オン", .body = ..., .charset = answer_charset(text->charset)};
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail::message {

// The transfer encodings of MIME (RFC 2045 section 6) and the Q encoding of RFC 2047, by GMime's coders.

// In lines of 76 characters that end in '\n'.
std::string to_base64_lines(std::string_view bytes);
std::string to_quoted_printable(std::string_view bytes);

// What is none of the alphabet is skipped.
std::string from_base64_lines(std::string_view text);

// The Q encoding, '_' for a blank. What is no code stays as it is.
std::string from_q(std::string_view text);

// Unstructured header fields back to UTF-8 (RFC 2047), as they come.

struct charset;

// `body` unfolded, as field() gives it. Words in a row are joined before they are decoded, as writers cut
// characters in two; blanks between them are dropped, and none need be there. Raw 8-bit text and raw
// ISO-2022-JP are read as what they are guessed to be, else as `otherwise` (nullptr: UTF-8 with U+FFFD).
// Words in a charset that is not read here stay as they are.
std::string decode_words(std::string_view body, const charset* otherwise = nullptr);

enum class text_charset : std::uint8_t { us_ascii, utf_8, iso_2022_jp, shift_jis, euc_jp };
inline constexpr std::array<std::string_view, 5> text_charset_names{"us-ascii", "utf-8", "iso-2022-jp",
                                                                    "shift_jis", "euc-jp"};
constexpr std::string_view name(text_charset c) { return text_charset_names[static_cast<std::size_t>(c)]; }

// In which charset to answer a mail whose text came in `charset` (mail_text::charset): the same where it can
// be written, else UTF-8.
text_charset answer_charset(std::string_view charset);

// The body of a field that holds `utf8`, which is one line: as it is when that is ASCII and cannot be taken
// for an encoded word, else in encoded words (RFC 2047) that are short enough to stand behind "Subject: ",
// blanks between them, in `wanted`, or in UTF-8 when a character does not fit. Half-width kana become
// full-width in ISO-2022-JP, as it has none.
std::string encode_words(std::string_view utf8, text_charset wanted);

struct encoded_text {
  text_charset charset = text_charset::us_ascii;
  std::string_view transfer_encoding;  // "7bit", "base64" or "quoted-printable"
  std::string content;                 // lines of at most 998 bytes that end in '\n' or CRLF
};

// `utf8` in `wanted`, or in UTF-8 when a character does not fit; us_ascii where all of it is. Bytes that are
// no UTF-8 become U+FFFD.
encoded_text encode_text(std::string_view utf8, text_charset wanted);

}  // namespace watchpost::mail::message
