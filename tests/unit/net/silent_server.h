// An address that never answers a SYN: a listening socket whose queue is full.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace watchpost::mail::net {

class silent_server {
 public:
  explicit silent_server(int backlog = 0) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, raw, size) != 0 || ::listen(listener_, backlog) != 0) ADD_FAILURE();
    ::getsockname(listener_, raw, &size);
    port_ = ntohs(address.sin_port);
    for (int i = 0; backlog == 0 && i < 4; ++i) {
      callers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      if (::connect(callers_.back(), raw, size) != 0 && errno != EINPROGRESS) ADD_FAILURE();
    }
  }
  ~silent_server() {
    ::close(listener_);
    for (const int fd : callers_) ::close(fd);
  }
  silent_server(const silent_server&) = delete;
  silent_server& operator=(const silent_server&) = delete;

  std::uint16_t port() const { return port_; }
  boost::asio::ip::tcp::endpoint address() const { return {boost::asio::ip::address_v4::loopback(), port_}; }

 private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<int> callers_;
};

}  // namespace watchpost::mail::net
