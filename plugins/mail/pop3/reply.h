// Replies of a POP3 server (RFC 1939, 2449, 3206, 5034) out of bytes: pure, bounded, never throws.
//
//   reply_parser p;
//   p.expect(shape::lines, {.keep = 65536});
//   auto fed = p.feed(bytes);                  // as often as bytes arrive
//   if (fed.now == progress::done) use(p.take());  // bytes.substr(fed.used) belong to the next reply
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::pop3 {

enum class status : std::uint8_t { ok, error, challenge };

// POP3 replies do not tell their own form: the command does.
enum class shape : std::uint8_t {
  line,   // one status line
  lines,  // behind +OK, a body up to the line "."
  body,   // the body alone: its status line was read as `line`
};

struct reply {
  status is = status::error;
  std::string code;  // response code (RFC 2449 section 8) in upper case, without brackets; may be empty
  std::string text;  // the rest of the status line; of a challenge, its base64
  std::string body;  // lines without dot-stuffing, each ended by CRLF
  bool cut = false;  // the body was longer than what may be kept; whole lines were dropped
};

struct body_limits {
  std::size_t keep = 64 * 1024;         // bytes kept
  std::size_t most = 16 * 1024 * 1024;  // bytes received, kept or not
  std::size_t most_lines = 1'000'000;   // lines received
  bool header_only = false;             // what stands behind the first empty line is skipped
};

inline constexpr std::size_t max_status_line = 8192;  // RFC 2449: 512; SASL challenges may be longer

enum class progress : std::uint8_t { more, done, malformed, limit };

// A status line ends with CRLF or a bare LF. A body uses the line end of its status line: behind a CRLF, a
// bare LF in a body is data, so that no stored message can end its own listing.
class reply_parser {
 public:
  struct fed {
    progress now = progress::more;
    std::size_t used = 0;  // bytes consumed; all of them when more is wanted
  };

  void expect(shape form, const body_limits& bounds = {});
  fed feed(std::string_view bytes);

  // The finished reply, or what there is of it: after `malformed`, the text is the line at fault.
  reply take();

 private:
  enum class place : std::uint8_t { status_line, start, dot, dot_cr, middle };

  fed feed_status(std::string_view bytes);
  fed feed_body(std::string_view bytes);
  void keep(std::string_view bytes);
  bool end_line();

  shape form_ = shape::line;
  body_limits bounds_;
  reply now_;
  place at_ = place::status_line;
  bool strict_ = true;   // the status line ended with CRLF
  bool closed_ = false;  // nothing more is kept
  char last_ = 0;        // last byte of the current body line
  std::size_t line_size_ = 0;
  std::size_t line_start_ = 0;  // of the current line in the kept body
  std::size_t received_ = 0;
  std::size_t lines_ = 0;
};

// One status line without its end; false: it is none. `into` gets status, code and text.
bool parse_status(std::string_view line, reply& into);

// What a POP3 server offers: the answer to CAPA (RFC 2449), pure.

struct capabilities {
  bool known = false;  // the server understood CAPA
  bool top = false;
  bool uidl = false;
  bool user = false;
  bool pipelining = false;
  std::uint32_t login_delay = 0;  // least seconds between two sign-ins (RFC 2449 section 6.5); 0: none given
  std::vector<std::string> sasl;  // mechanism names, in upper case
};

// Lines of a CAPA body, CRLF or LF between them. Unknown lines are skipped.
capabilities parse_capabilities(std::string_view body);

// A server that does not know CAPA: USER and PASS are all that may be assumed.
capabilities without_capa();

}  // namespace watchpost::mail::pop3
