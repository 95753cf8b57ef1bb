#include "encoded_words.h"

#include "ascii.h"
#include "charset.h"
#include "transfer.h"

#include <algorithm>
#include <optional>

namespace watchpost::mail::message {
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
  out.bytes = encoding == 'b' ? from_base64(text) : from_q(text);
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

}  // namespace watchpost::mail::message
