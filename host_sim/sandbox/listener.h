// Accepts connections on one port of 127.0.0.1 and runs a session on each.
//
//   listener imaps(io, tls, with, protocol::imap, true);
//   if (!imaps.open(0, error)) return;   // 0: a free port between 20000 and 32000
//   imaps.start();
//
// open() before the I/O thread runs; all else on the I/O thread.
#pragma once

#include "services.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <set>

namespace watchpost::sandbox {

// The open connections of all ports.
using connection_set = std::set<std::shared_ptr<connection>>;

class listener {
 public:
  listener(asio::io_context& io, asio::ssl::context& tls, services& with, connection_set& open_links,
           protocol p, bool implicit_tls);
  bool open(std::uint16_t port, std::string& error);
  std::uint16_t port() const { return port_; }
  void start();
  void close();

 private:
  bool bind(std::uint16_t port, std::string& error);
  asio::awaitable<void> accept_all();
  asio::awaitable<void> serve(std::shared_ptr<connection> link);
  asio::awaitable<bool> greet(connection& link);

  asio::io_context& io_;
  asio::ssl::context& tls_;
  services& with_;
  connection_set& links_;
  const protocol protocol_;
  const bool implicit_tls_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::uint16_t port_ = 0;
};

}  // namespace watchpost::sandbox
