// One accepted TCP connection: bounded input by line or by size, buffered output, TLS from the start or
// later.
//
//   auto line = co_await link->read_line(8192);
//   if (line.result == read_result::closed) co_return;
//   link->write("250 2.0.0 OK\r\n");
//
// Output leaves when the session waits for more input, so answers to pipelined commands share a segment.
// For the I/O thread only. Await these in a statement of their own, never inside a condition or a ?: (g++ 12
// miscompiles both when the other branch awaits nothing or holds temporaries).
#pragma once

#include "tally.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace watchpost::sandbox {

namespace asio = boost::asio;

enum class read_result { ok, too_long, closed };

struct input_line {
  read_result result = read_result::closed;
  bool bare_lf = false;  // ended by LF without CR
  std::string text{};    // without the line end

  // Why it can be no command; null: it may be one.
  const char* objection() const {
    if (result == read_result::too_long) return "Line too long";
    return bare_lf || text.find('\0') != std::string::npos ? "Lines end with CRLF and hold no NUL" : nullptr;
  }
};

class connection : public std::enable_shared_from_this<connection> {
 public:
  // `counts` outlives it.
  connection(asio::ip::tcp::socket socket, asio::ssl::context& tls, milliseconds idle,
             tally::per_protocol& counts);
  ~connection();

  // Input that arrived before the handshake is thrown away (RFC 3207 section 4.2).
  asio::awaitable<bool> start_tls();
  bool is_tls() const;
  bool tls_resumed() const;

  // A longer line is read to its end and reported as too_long.
  asio::awaitable<input_line> read_line(std::size_t max);
  asio::awaitable<bool> read_exact(std::size_t size, std::string& appended_to);
  asio::awaitable<bool> skip(std::size_t size);

  void write(std::string_view text);
  bool output_is_large() const;  // worth a flush() before more is written
  asio::awaitable<void> flush();
  void flush_later();              // flush() on its own; for output that no input asked for
  asio::awaitable<void> finish();  // flush(), TLS close_notify, close
  void close();                    // at once; pending reads and writes end

 private:
  struct link;
  asio::awaitable<bool> fill();
  asio::awaitable<void> flush_soon();
  void watch_idle();

  std::unique_ptr<link> link_;
  milliseconds idle_;
  tally::per_protocol& counts_;
  std::string in_, out_, sending_;
  std::size_t read_pos_ = 0;
  bool flushing_ = false, closed_ = false;
};

}  // namespace watchpost::sandbox
