#include "command.h"

#include "../sasl/mechanism.h"
#include "../transcript.h"

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

std::string auth_command(std::string_view mechanism, const std::optional<std::string>& initial) {
  std::string out = "AUTH ";
  out += mechanism;
  if (initial) (out += ' ') += initial->empty() ? "=" : sasl::to_base64(*initial);
  return out += "\r\n";
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

}  // namespace watchpost::mail::smtp
