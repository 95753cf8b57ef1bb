// What the sockets of this library have in common.
#pragma once

#include "../failure.h"

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace watchpost::mail::net {

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
