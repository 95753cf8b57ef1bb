// Puts a response together from lines and literals. Knows where a literal follows; parses nothing else.
//
//   assembler a;
//   switch (a.line(line)) { case assembler::step::literal: a.literal(read(a.literal_size())); ... }
//   on complete: parse_response(a.text()); a.clear();
#pragma once

#include "limits.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

class assembler {
 public:
  // `most`: bytes kept of a response, literals included.
  explicit assembler(std::size_t most = max_response) : most_(most) {}

  enum class step : std::uint8_t {
    complete,   // text() is a whole response
    literal,    // literal_size() bytes follow, then another line
    limit,      // too long: `most`, max_dropped
    malformed,  // NUL in a line
  };

  // A line without its end.
  step line(std::string_view line);

  // The literal as far as it is kept; may be shorter than what was announced.
  step literal(std::string_view kept);

  std::uint64_t literal_size() const { return literal_size_; }
  std::string_view text() const { return text_; }
  void clear();

 private:
  std::size_t most_;
  std::string text_;
  std::uint64_t literal_size_ = 0;
  bool words_ = false;  // a status or continuation: its end is human text, "{5}" means nothing there
};

}  // namespace watchpost::mail::imap
