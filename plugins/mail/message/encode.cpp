#include "encode.h"

#include "charset.h"
#include "mail/text/ascii.h"
#include "mail/text/base64.h"
#include "mail/text/split.h"
#include "mail/text/utf8.h"
#include "written_lines.h"

#include <algorithm>
#include <gmime/gmime-encodings.h>
#include <optional>

namespace watchpost::mail::message {

namespace {

// The coders keep no types of GObject, so GMime needs no start for them.
std::string coded(std::string_view bytes, GMimeContentEncoding encoding, bool encode) {
  GMimeEncoding state;
  if (encode)
    g_mime_encoding_init_encode(&state, encoding);
  else
    g_mime_encoding_init_decode(&state, encoding);
  std::string out(g_mime_encoding_outlen(&state, bytes.size()) + 16, '\0');
  out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
  return out;
}

}  // namespace

std::string to_base64_lines(std::string_view bytes) {
  return coded(bytes, GMIME_CONTENT_ENCODING_BASE64, true);
}

std::string to_quoted_printable(std::string_view bytes) {
  return coded(bytes, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, true);
}

std::string from_base64_lines(std::string_view text) {
  return coded(text, GMIME_CONTENT_ENCODING_BASE64, false);
}

std::string from_q(std::string_view text) {
  std::string blanks{text};
  std::replace(blanks.begin(), blanks.end(), '_', ' ');
  return coded(blanks, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, false);
}

namespace {

struct encoded_word {
  const charset* from = nullptr;
  std::string bytes;
  std::size_t length = 0;  // of the word in the field
};

// =?charset*language?encoding?text?= at the front of `rest`.
std::optional<encoded_word> word_at(std::string_view rest) {
  if (!rest.starts_with("=?")) return std::nullopt;
  const auto charset_end = rest.find('?', 2);
  if (charset_end == rest.npos || charset_end + 2 >= rest.size() || rest[charset_end + 2] != '?')
    return std::nullopt;
  const auto text_begin = charset_end + 3;
  const auto end = rest.find("?=", text_begin);
  if (end == rest.npos) return std::nullopt;
  const auto name = rest.substr(2, charset_end - 2);
  const auto text = rest.substr(text_begin, end - text_begin);
  if (text.find('?') != text.npos) return std::nullopt;
  const char encoding = ascii::lower(rest[charset_end + 1]);
  encoded_word out{find_charset(name.substr(0, name.find('*'))), {}, end + 2};
  if (!out.from || (encoding != 'b' && encoding != 'q')) return std::nullopt;
  out.bytes = encoding == 'b' ? from_base64_lines(text) : from_q(text);
  return out;
}

std::string raw(std::string_view text, const charset* otherwise) {
  const charset* guessed = guess_charset(text);
  if (!guessed) guessed = otherwise ? otherwise : find_charset("utf-8");
  return decode(text, *guessed);
}

std::string_view blanks_at(std::string_view rest) {
  return rest.substr(0, std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
}

// Takes a word and those that follow it off `rest`.
std::string take_words(std::string_view& rest, encoded_word first) {
  std::string out, bytes;
  const charset* from = first.from;
  for (std::optional<encoded_word> next = std::move(first); next;) {
    if (next->from != from) {
      out += decode(bytes, *from);
      bytes.clear();
      from = next->from;
    }
    bytes += next->bytes;
    rest.remove_prefix(next->length);
    const auto blanks = blanks_at(rest).size();
    next = word_at(rest.substr(blanks));
    if (next) rest.remove_prefix(blanks);
  }
  return out + decode(bytes, *from);
}

}  // namespace

std::string decode_words(std::string_view body, const charset* otherwise) {
  std::string out;
  while (!body.empty()) {
    if (auto first = word_at(body)) {
      out += take_words(body, *std::move(first));
      continue;
    }
    const auto next = std::min(body.find("=?", 1), body.size());
    out += raw(body.substr(0, next), otherwise);
    body.remove_prefix(next);
  }
  return out;
}

namespace {

// So that the first one fits into 76 behind "Subject: " (RFC 2047 section 2).
constexpr std::size_t max_word = 66;

bool is_ascii(std::string_view text) { return std::none_of(text.begin(), text.end(), ascii::is_eight_bit); }

// Other control bytes could open an escape of ISO-2022-JP.
std::string clean(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (ascii::is_control(c) && c != '\t' && c != '\n' && c != '\r')
      out += replacement_character;
    else
      out += c;
  }
  return out;
}

std::optional<std::string> written_in(std::string_view utf8, text_charset in) {
  switch (in) {
    case text_charset::us_ascii: break;
    case text_charset::utf_8: return std::string{utf8};
    case text_charset::iso_2022_jp: return encode(fit_for_jis(utf8), "ISO-2022-JP");
    case text_charset::shift_jis: return encode(utf8, "CP932");
    case text_charset::euc_jp: return encode(utf8, "EUC-JP-MS");
  }
  return is_ascii(utf8) ? std::optional<std::string>{utf8} : std::nullopt;
}

std::string word(std::string_view bytes, text_charset in) {
  return "=?" + std::string{name(in)} + "?B?" + to_base64(bytes) + "?=";
}

// As much of the front of `utf8` as fits into one word.
std::string take_word(std::string_view& utf8, text_charset in) {
  std::string longest;
  std::size_t taken = 0;
  for (std::size_t size = 0; size < utf8.size();) {
    size += std::max<std::size_t>(utf8_length(utf8.substr(size)), 1);
    auto next = word(written_in(utf8.substr(0, size), in).value_or(std::string{}), in);
    if (taken > 0 && next.size() > max_word) break;
    longest = std::move(next);
    taken = size;
  }
  utf8.remove_prefix(taken);
  return longest;
}

bool has_long_line(std::string_view text) {
  while (!text.empty())
    if (take_line(text).size() > max_line) return true;
  return false;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool ended = text.find('\n') != text.npos;
    out += take_line(text);
    if (ended) out += "\r\n";
  }
  return out;
}

// Mostly ASCII stays readable.
bool is_mostly_ascii(std::string_view bytes) {
  return std::count_if(bytes.begin(), bytes.end(), ascii::is_eight_bit) * 6 <
         static_cast<std::ptrdiff_t>(bytes.size());
}

}  // namespace

text_charset answer_charset(std::string_view charset) {
  const auto* found = find_charset(charset);
  if (!found || found->name == "us-ascii") return text_charset::utf_8;
  const auto at = std::find(text_charset_names.begin(), text_charset_names.end(), found->name);
  if (at == text_charset_names.end()) return text_charset::utf_8;
  return static_cast<text_charset>(at - text_charset_names.begin());
}

std::string encode_words(std::string_view utf8, text_charset wanted) {
  std::string text = clean(utf8);
  if (is_ascii(text) && text.find("=?") == text.npos) return text;
  const bool fits = wanted != text_charset::us_ascii && written_in(text, wanted);
  const auto in = fits ? wanted : text_charset::utf_8;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    if (!out.empty()) out += ' ';
    out += take_word(rest, in);
  }
  return out;
}

encoded_text encode_text(std::string_view utf8, text_charset wanted) {
  const std::string text = clean(utf8);
  auto in = is_ascii(text) ? text_charset::us_ascii : wanted;
  auto bytes = written_in(text, in);
  if (!bytes) {
    in = text_charset::utf_8;
    bytes = text;
  }
  if (is_ascii(*bytes) && !has_long_line(*bytes)) return {in, "7bit", *std::move(bytes)};
  const std::string canonical = with_crlf(*bytes);
  // Quoted-printable would turn the escapes of ISO-2022-JP into codes.
  if (in != text_charset::iso_2022_jp && is_mostly_ascii(canonical))
    return {in, "quoted-printable", to_quoted_printable(canonical)};
  return {in, "base64", to_base64_lines(canonical)};
}

}  // namespace watchpost::mail::message
