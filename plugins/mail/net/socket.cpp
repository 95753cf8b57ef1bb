#include "socket.h"

#include <boost/asio/error.hpp>

#include <cerrno>
#if defined(__unix__)
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace watchpost::mail::net {

using boost::asio::ip::tcp;

boost::system::error_code open_socket(tcp::socket& socket, const tcp& family) {
  boost::system::error_code error;
#if defined(SOCK_CLOEXEC)
  // Asio would open it without SOCK_CLOEXEC: a process started by the host in between would inherit it.
  const int fd = ::socket(family.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, family.protocol());
  if (fd < 0) return {errno, boost::system::system_category()};
  socket.assign(family, fd, error);
  if (error) ::close(fd);
#else
  socket.open(family, error);
#endif
  if (!error) socket.set_option(tcp::no_delay(true), error);
  return error;
}

void quick_ack([[maybe_unused]] tcp::socket& socket) {
#if defined(TCP_QUICKACK)
  const int on = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#endif
}

std::string to_text(const tcp::endpoint& address) {
  const std::string host = address.address().to_string();
  const std::string port = std::to_string(address.port());
  return address.address().is_v6() ? '[' + host + "]:" + port : host + ':' + port;
}

failure socket_failure(stage at, const boost::system::error_code& error) {
  failure f = make_failure(at, cause::closed);
  if (error == boost::asio::error::eof) {
    f.detail = "the server closed the connection";
  } else if (error == boost::asio::error::operation_aborted || error == boost::asio::error::bad_descriptor) {
    f.detail = "the connection was closed on this side";
  } else {
    f.code = error.value();
    f.detail = error.message();
  }
  return f;
}

}  // namespace watchpost::mail::net
