// Text of mail to UTF-8, by tables of our choice: what mail calls Shift_JIS, EUC-JP or ISO-2022-JP holds
// characters that Microsoft and NEC added to them, and what it calls Latin-1 is Microsoft's 1252.
//
//   const charset* declared = find_charset("X-SJIS");      // name "shift_jis"
//   if (declared) text = decode(bytes, *declared);
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::message {

struct charset {
  std::string_view name;     // as MIME prefers it, lower case
  const char* table;         // for iconv; nullptr: UTF-8 or US-ASCII, which is read as UTF-8
  bool double_byte = false;  // lead byte and trail byte
  bool seven_bit = false;    // ISO-2022-JP: escapes between the sets
};

// Any of the names in use. Nothing: not read here; UTF-7 and UTF-16 never are, as they hide text from who
// looks at the bytes.
const charset* find_charset(std::string_view declared);

// `bytes` without a declared charset, or declared US-ASCII and not: ISO-2022-JP when they hold its escapes,
// else UTF-8 when they are that. Nothing: neither.
const charset* guess_charset(std::string_view bytes);

// Always UTF-8; U+FFFD for what is none in the charset, the emoji of the carriers too where they have no code
// of their own.
std::string decode(std::string_view bytes, const charset& from);

// UTF-8 in a charset of iconv; nothing: a character does not fit.
std::optional<std::string> encode(std::string_view utf8, const char* table);

// ISO-2022-JP (RFC 1468) as mail holds it: with half-width kana, the rows that NEC added, JIS X 0212 and the
// habits of cp50220, cp50221 and cp50222.

// Hands out the text in runs, each in one of two charsets, in order.
struct iso_2022_jp_runs {
  std::function<void(std::string_view)> cp932;
  std::function<void(std::string_view)> euc_jp;  // eucJP-ms, JIS X 0212 only
};

// Whether `bytes` hold an escape to a Japanese set.
bool has_japanese_escape(std::string_view bytes);

// Line ends bring ASCII back, as the RFC wants it, whatever a gateway cut off. 8-bit bytes are taken for
// cp932. An emoji of SoftBank (ESC $ letter ... SI) becomes the byte 0x80, which is no character.
void read_iso_2022_jp(std::string_view bytes, const iso_2022_jp_runs& runs);

// What ISO-2022-JP (RFC 1468) has under another name.

// Half-width kana become full-width, with their voice marks; Microsoft's waves, dashes and signs of money
// become those of JIS X 0208. Everything else stays.
std::string fit_for_jis(std::string_view utf8);

}  // namespace watchpost::mail::message
