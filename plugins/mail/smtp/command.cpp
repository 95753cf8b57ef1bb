#include "command.h"

#include "mail/text/ascii.h"
#include "mail/transcript.h"

#include <algorithm>

namespace watchpost::mail::smtp {

std::string mail_command(std::string_view from, const mail_parameters& with) {
  std::string out = "MAIL FROM:<";
  (out += from) += '>';
  if (with.size) (out += " SIZE=") += std::to_string(*with.size);
  if (with.eight_bit) out += " BODY=8BITMIME";
  return out += "\r\n";
}

std::string rcpt_command(std::string_view to) {
  std::string out = "RCPT TO:<";
  return (out += to) += ">\r\n";
}

secret auth_command(std::string_view mechanism, const secret* initial) {
  const std::string verb = "AUTH " + std::string(mechanism);
  return initial != nullptr ? initial->framed(verb + ' ', "\r\n") : secret(verb + "\r\n");
}

std::string address_literal(std::string_view own) {
  constexpr std::string_view mapped = "::ffff:";  // RFC 4291 section 2.5.5.2
  const bool is_mapped = own.starts_with(mapped) && own.find('.') != own.npos;
  if (is_mapped) own.remove_prefix(mapped.size());
  const std::string_view kind = own.find(':') == own.npos ? "[" : "[IPv6:";
  return std::string(kind).append(own.substr(0, own.find('%'))) + ']';
}

std::string shown_auth(std::string_view mechanism, bool with_initial) {
  std::string out = "AUTH ";
  out += mechanism;
  if (with_initial) (out += ' ') += secret_mark;
  return out;
}

namespace {

constexpr std::size_t max_line = 998;

}

std::string_view text_fault(std::string_view message) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '\0') return "the message holds a NUL";
    if (c == '\n') return "the message holds a LF without CR";
    if (c == '\r') {
      if (i + 1 == message.size() || message[i + 1] != '\n') return "the message holds a CR without LF";
      ++i;
      line = 0;
    } else if (++line > max_line) {
      return "the message has a line above 998 octets";
    }
  }
  return {};
}

bool is_eight_bit(std::string_view message) {
  return std::any_of(message.begin(), message.end(), ascii::is_eight_bit);
}

std::string stuffed(std::string_view message) {
  std::string out;
  out.reserve(message.size() + message.size() / 64 + 8);
  bool line_start = true;
  for (const char c : message) {
    if (line_start && c == '.') out += '.';
    out += c;
    line_start = c == '\n';
  }
  if (!line_start) out += "\r\n";
  return out += ".\r\n";
}

}  // namespace watchpost::mail::smtp
