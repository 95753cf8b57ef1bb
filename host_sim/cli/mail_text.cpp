#include "cli/mail_text.h"

#include "sandbox/crypto.h"
#include "sandbox/message_text.h"
#include "sandbox/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace watchpost::cli {
namespace {

using sandbox::icontains;
using sandbox::iequals;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

int digit_of(char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto at = digits.find(sandbox::upper(std::string_view(&c, 1)));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// RFC 2045 section 6.7; RFC 2047 section 4.2 with '_' for a blank.
std::string from_quoted_printable(std::string_view text, bool in_word) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_word && text[i] == '_') {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else if (text.substr(i + 1).starts_with("\r\n")) {
      i += 2;
    } else if (i + 2 < text.size() && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0) {
      out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string packed(text);
  std::erase_if(packed, [](char c) { return c == '\r' || c == '\n' || c == ' ' || c == '\t'; });
  return sandbox::base64_decode(packed);
}

// "=?utf-8?B?44Od?=" (RFC 2047) of UTF-8 and US-ASCII.
std::optional<std::string> read_word(std::string_view word) {
  const auto parts = word.substr(2, word.size() - 4);
  const auto charset = std::min(parts.find('?'), parts.size());
  if (charset + 2 >= parts.size() || parts[charset + 2] != '?') return std::nullopt;
  if (!iequals(parts.substr(0, charset), "utf-8") && !iequals(parts.substr(0, charset), "us-ascii"))
    return std::nullopt;
  const auto content = parts.substr(charset + 3);
  return iequals(parts.substr(charset + 1, 1), "B") ? from_base64(content)
                                                    : from_quoted_printable(content, true);
}

std::string read_words(std::string_view value) {
  std::string out;
  bool behind_word = false;  // then a blank before another word is none
  while (!value.empty()) {
    const auto begin = value.find("=?");
    const auto question = begin == value.npos ? value.npos : value.find('?', value.find('?', begin + 2) + 1);
    const auto end = question == value.npos ? value.npos : value.find("?=", question + 1);
    if (end == value.npos) return out + std::string(value);
    const auto word = read_word(value.substr(begin, end + 2 - begin));
    const auto between = value.substr(0, begin);
    if (!behind_word || !word || !sandbox::trim(between).empty()) out += between;
    out += word.value_or(std::string(value.substr(begin, end + 2 - begin)));
    behind_word = word.has_value();
    value.remove_prefix(end + 2);
  }
  return out;
}

std::string encoded_word(const std::string& text) {
  return is_ascii(text) ? text : "=?utf-8?B?" + sandbox::base64_encode(text) + "?=";
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  if (!out.empty() && !out.ends_with('\n')) out += "\r\n";
  return out;
}

std::string wrapped(const std::string& base64) {
  std::string out;
  for (std::size_t at = 0; at < base64.size(); at += 76) out += base64.substr(at, 76) + "\r\n";
  return out;
}

}  // namespace

std::string compose(const written_mail& mail) {
  const auto own = mail.from.substr(mail.from.find('@') + 1);
  std::string out = "From: " + mail.from + "\r\nTo: ";
  for (const auto& each : mail.to) out += (&each == mail.to.data() ? "" : ", ") + each;
  out += "\r\nSubject: " + encoded_word(mail.subject) +
         "\r\nDate: " + sandbox::rfc5322_date(std::chrono::system_clock::now()) + "\r\nMessage-ID: <" +
         sandbox::random_hex(12) + "@" + own + ">\r\n";
  for (const auto& field : mail.fields) out += field + "\r\n";
  out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
  const auto body = with_crlf(mail.body);
  if (is_ascii(body)) return out + "Content-Transfer-Encoding: 7bit\r\n\r\n" + body;
  return out + "Content-Transfer-Encoding: base64\r\n\r\n" + wrapped(sandbox::base64_encode(body));
}

std::string readable_field(std::string_view message, std::string_view name) {
  return read_words(sandbox::header_value(message, name).value_or(""));
}

std::string readable(std::string_view message) {
  std::string out;
  for (const char* name : {"From", "To", "Date", "Subject"}) {
    const auto value = readable_field(message, name);
    if (!value.empty()) out += std::string(name) + ": " + value + "\n";
  }
  std::string body(sandbox::body_part(message));
  const auto encoding = sandbox::header_value(message, "Content-Transfer-Encoding").value_or("");
  if (iequals(encoding, "base64")) body = from_base64(body).value_or(body);
  if (iequals(encoding, "quoted-printable")) body = from_quoted_printable(body, false);
  std::erase(body, '\r');
  return out + "\n" + body;
}

}  // namespace watchpost::cli
