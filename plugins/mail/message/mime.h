// The parts of a message (RFC 2045, 2046) as values. GMime reads the structure; what is handed out is cut
// from the original bytes, never written anew.
//
//   const auto mime = read_mime(message);
//   if (mime && mime->type.name == "multipart/report") for (const part& p : mime->parts) ...
#pragma once

#include "mail/text/ascii.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// What a message must keep to before GMime sees a byte of it. GMime nests address groups ("To: a:a:a:...") by
// recursion without an end, and spends time and memory on each part and field.
//
//   if (!mime_fault(message).empty()) return std::nullopt;

struct mime_bounds {
  std::size_t message = 256 * 1024;  // bytes
  std::size_t header = 64 * 1024;    // bytes up to the first empty line
  std::size_t field = 16 * 1024;     // bytes of a field there, all its lines
  // Of what could be one, at the beginning of any line:
  std::size_t fields = 2000;
  std::size_t address_fields = 100;  // From, To and the like
  std::size_t address_field = 4096;  // bytes of one
  std::size_t colons = 100;          // in one: each may open a group
  std::size_t containers = 64;       // multiparts and embedded messages, so also the depth of both
  std::size_t delimiters = 2000;     // that begin a part
};

// What `message`, whole or cut off, exceeds; empty: nothing. Looks at lines, not at the structure, so that no
// structure can hide a field from it: a text that looks like a field counts as one.
std::string_view mime_fault(std::string_view message, const mime_bounds& most = {});

inline constexpr std::size_t max_content_type = 4096;  // bytes of the field that are read

struct content_type {
  std::string name = "text/plain";  // type/subtype, lower case
  std::string report_type;          // the parameter of multipart/report (RFC 6522), lower case; empty: none
  std::string charset;              // as declared; empty: none
  bool flowed = false;              // RFC 3676: format=flowed
  bool del_space = false;           // and delsp=yes
};

// From the body of a Content-Type field.
content_type read_content_type(std::string_view body);

// Whether that may say multipart/report. Spares all other mail the start of GMime.
inline bool may_be_report(std::string_view body) {
  constexpr std::string_view report = "multipart/report";
  return ascii::same_word(body.substr(0, report.size()), report);
}

struct part {
  content_type type;
  std::size_t depth = 0;  // 1: in the message's own multipart, 2: in a multipart in that, ...; 0: the message
  bool attachment = false;  // Content-Disposition says so, or the part has a file name
  std::string content;      // without its transfer encoding; of an embedded message only its header
};

struct mime {
  content_type type;        // of the message
  std::vector<part> parts;  // in order, multiparts opened and not listed, embedded messages not opened
};

// `message` may be cut off anywhere: what is there is read. Nothing: no header, or beyond mime_bounds.
std::optional<mime> read_mime(std::string_view message, const mime_bounds& most = {});

}  // namespace watchpost::mail::message
