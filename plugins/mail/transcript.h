// What was said in the sessions of one report, line by line, for whoever has to find a fault. Bounded: of a
// long dialogue the beginning and the end are kept.
//
//   t.client(stage::sign_in, "AUTH PLAIN <secret>\r\n");    // redacted by whoever writes it
//   t.server(stage::sign_in, "535 5.7.8 wrong");
//   std::cout << t.text();      // "     12.345 sign-in       C: AUTH PLAIN <secret>"
//
// Recording is a copy of the bytes, and one allocation now and then; text is made only when it is asked for.
// Passwords, SASL payloads and the text of messages never enter it: "<secret>", "<1234 bytes>".
#pragma once

#include "failure.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail {

inline constexpr std::string_view secret_mark = "<secret>";

// "<1234 bytes>": what stands for the text of a message.
std::string bytes_mark(std::uint64_t count);

class transcript {
 public:
  using clock = std::chrono::steady_clock;

  // Lines with or without their ends; several are taken apart.
  void client(stage at, std::string_view lines) { add(voice::client, at, lines); }
  void server(stage at, std::string_view lines) { add(voice::server, at, lines); }
  void note(stage at, std::string_view words) { add(voice::note, at, words); }  // of our own

  bool empty() const { return head_.empty(); }
  clock::time_point began() const { return began_; }  // of the first line
  std::size_t left_out() const { return left_out_; }  // lines between beginning and end

  // A line each: milliseconds since began(), stage, "C:", "S:" or "--", words. Control characters and what is
  // not UTF-8 are written as \xHH. Long lines were cut at max_line bytes.
  std::string text() const;

  static constexpr std::size_t max_line = 1000;
  static constexpr std::size_t max_size = 32 * 1024;  // of the lines that are kept

 private:
  enum class voice : std::uint8_t { client, server, note };
  struct entry;

  void add(voice whose, stage at, std::string_view lines);
  void add_line(voice whose, stage at, std::string_view line, std::uint64_t since);

  clock::time_point began_{};
  std::string head_;                // entries and their lines
  std::string tail_, tail_before_;  // the latest ones; when the one is full, it takes the place of the other
  std::size_t tail_lines_ = 0, tail_before_lines_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace watchpost::mail
