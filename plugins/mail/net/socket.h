// What the sockets of this library have in common.
#pragma once

#include "mail/failure.h"
#include "transport.h"

#include <boost/asio/ip/tcp.hpp>

#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail::net {

// The bytes below TLS.

class byte_stream {
 public:
  virtual task<result<std::size_t>> receive(std::span<char> into) = 0;  // at least one byte
  virtual task<result<void>> send(std::string_view bytes) = 0;          // all of them

 protected:
  ~byte_stream() = default;
};

// Opens `socket` close-on-exec and with TCP_NODELAY.
boost::system::error_code open_socket(boost::asio::ip::tcp::socket& socket,
                                      const boost::asio::ip::tcp& family);

// Acknowledges at once what arrives next. A server that left Nagle's algorithm on (Postfix, Cyrus) keeps back
// its next small segment until then; the kernel would let it wait for 40 ms. To be called before each read,
// as the kernel forgets it.
void quick_ack(boost::asio::ip::tcp::socket& socket);

// "127.0.0.1:993", "[::1]:993"
std::string to_text(const boost::asio::ip::tcp::endpoint& address);

// The failure of a socket operation in mid-dialogue.
failure socket_failure(stage at, const boost::system::error_code& error);

}  // namespace watchpost::mail::net
