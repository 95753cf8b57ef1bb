#include "compose.h"

#include "address.h"
#include "header.h"
#include "mail/text/ascii.h"
#include "written_lines.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::message {
namespace {

constexpr std::size_t fold_at = 77;  // RFC 5322 section 2.1.1: SHOULD stay within 78

constexpr std::array<std::string_view, 8> written_here{
    "Date",       "From",         "To",           "Subject",
    "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};

failure fault(std::string_view part, std::string_view what) {
  return {.at = stage::data,
          .why = cause::internal,
          .code = 0,
          .enhanced = {},
          .server = {},
          .detail = std::string{part} + " " + std::string{what}};
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f && c != ':'; });
}

// What stands in the way of `text` in a header field; empty: nothing.
std::string_view text_fault(std::string_view text, bool ascii_only = true) {
  for (const char c : text) {
    if (ascii_only && ascii::is_eight_bit(c)) return "holds a non-ASCII byte";
    if (c == '\r' || c == '\n') return "holds a line end";
    if (ascii::is_control(c) && c != '\t') return "holds a control byte";
  }
  return {};
}

std::string_view id_fault(std::string_view id) {
  if (const auto bad = text_fault(id); !bad.empty()) return bad;
  const auto at = id.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == id.size() || id.find('@', at + 1) != id.npos ||
      id.find_first_of(" \t<>()\"") != id.npos)
    return "is not of the form left@right";
  return {};
}

// Appends the field, folded before blanks; what unfolds to the same text. False: a line would pass 998.
bool append_field(std::string& out, std::string_view name, std::string_view body) {
  std::string line{name};
  line += ": ";
  while (!body.empty()) {
    // The next piece: the blanks in front of a word, and the word.
    const auto word = std::min(body.find_first_not_of(" \t"), body.size());
    const auto end = std::min(body.find_first_of(" \t", word), body.size());
    const bool foldable = word > 0 && word < body.size() && line.find_first_not_of(" \t") != line.npos;
    if (foldable && line.size() + end > fold_at) {
      out += line;
      out += "\r\n";
      line.clear();
    }
    line += body.substr(0, end);
    if (line.size() > max_line) return false;
    body.remove_prefix(end);
  }
  out += line;
  out += "\r\n";
  return true;
}

// What no encoding may hide.
std::string_view line_fault(std::string_view body) {
  if (body.find('\0') != body.npos) return "holds a NUL";
  for (auto at = body.find('\r'); at != body.npos; at = body.find('\r', at + 1))
    if (body.substr(at + 1, 1) != "\n") return "holds a CR without LF";
  return {};
}

// Appends the body with CRLF line ends; names the fault, or nothing.
std::string_view append_body(std::string& out, std::string_view body) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c == '\n' || (c == '\r' && i + 1 < body.size() && body[i + 1] == '\n')) {
      out += "\r\n";
      line = 0;
      if (c == '\r') ++i;
      continue;
    }
    if (c == '\r') return "holds a CR without LF";
    if (c == '\0') return "holds a NUL";
    if (ascii::is_eight_bit(c)) return "holds a non-ASCII byte";
    if (++line > max_line) return "has a line above 998 bytes";
    out += c;
  }
  if (line > 0) out += "\r\n";
  return {};
}

}  // namespace

result<std::string> compose(const draft& d) {
  if (const auto bad = address_fault(d.from); !bad.empty()) return fault("from", bad);
  if (d.to.empty()) return fault("to", "is empty");
  std::string to;
  for (const auto& address : d.to) {
    if (const auto bad = address_fault(address); !bad.empty()) return fault("to", bad);
    if (!to.empty()) to += ", ";
    to += address;
  }
  if (const auto bad = id_fault(d.message_id); !bad.empty()) return fault("message_id", bad);
  if (const auto bad = text_fault(d.subject, !d.charset); !bad.empty()) return fault("subject", bad);

  std::string out;
  append_field(out, "Date", format_date(d.date));
  append_field(out, "From", d.from);
  append_field(out, "To", to);
  if (!append_field(out, "Subject", d.charset ? encode_words(d.subject, *d.charset) : d.subject))
    return fault("subject", "has a word above 998 bytes");
  if (!append_field(out, "Message-ID", "<" + d.message_id + ">")) return fault("message_id", "is too long");
  for (const auto& [name, body] : d.fields) {
    if (!is_field_name(name)) return fault("a field name", "is not one of RFC 5322");
    if (ascii::holds_word(written_here, name)) return fault("field " + name, "is written already");
    if (const auto bad = text_fault(body); !bad.empty()) return fault("field " + name, bad);
    if (!append_field(out, name, body)) return fault("field " + name, "has a word above 998 bytes");
  }
  append_field(out, "MIME-Version", "1.0");
  encoded_text text{text_charset::us_ascii, "7bit", {}};
  if (d.charset) {
    if (const auto bad = line_fault(d.body); !bad.empty()) return fault("body", bad);
    text = encode_text(d.body, *d.charset);
  }
  append_field(out, "Content-Type", "text/plain; charset=" + std::string{name(text.charset)});
  append_field(out, "Content-Transfer-Encoding", text.transfer_encoding);
  out += "\r\n";
  if (const auto bad = append_body(out, d.charset ? text.content : d.body); !bad.empty())
    return fault("body", bad);
  return out;
}

}  // namespace watchpost::mail::message
