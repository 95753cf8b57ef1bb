// Lines and counted bytes out of a transport, bounded.
#pragma once

#include "transport.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail::net {

class line_reader {
 public:
  // `max_line` counts bytes without the line end.
  explicit line_reader(transport& from, std::size_t max_line = 8192) : from_(from), max_line_(max_line) {}

  // The next line without its CRLF (a bare LF also ends a line, as servers in the field send it). The view is
  // valid until the next call. cause::limit when it is longer than max_line.
  task<result<std::string_view>> line();

  // Exactly `count` bytes (an IMAP literal), at most `limit`; otherwise cause::limit.
  task<result<std::string>> bytes(std::size_t count, std::size_t limit);

  // Bytes that arrived but were not asked for. Not empty right after the reply to STARTTLS: an injection.
  std::string_view buffered() const;
  void forget();  // drops them

 private:
  task<result<void>> fill();

  transport& from_;
  std::size_t max_line_;
  std::string buffer_;
  std::size_t begin_ = 0;
};

}  // namespace watchpost::mail::net
