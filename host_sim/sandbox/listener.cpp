#include "listener.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>

namespace watchpost::sandbox {
namespace {

using asio::ip::tcp;
using system_error = boost::system::error_code;

// What a server says that cannot serve now.
constexpr const char* not_now[] = {"421 4.3.2 localhost Service not available\r\n",
                                   "* BYE [UNAVAILABLE] Service not available\r\n",
                                   "-ERR [SYS/TEMP] Service not available\r\n"};

}  // namespace

listener::listener(asio::io_context& io, asio::ssl::context& tls, services& with, connection_set& open_links,
                   protocol p, bool implicit_tls)
    : io_(io),
      tls_(tls),
      with_(with),
      links_(open_links),
      protocol_(p),
      implicit_tls_(implicit_tls),
      acceptor_(io),
      retry_(io) {}

bool listener::bind(std::uint16_t port, std::string& error) {
  const tcp::endpoint where(asio::ip::address_v4::loopback(), port);
  system_error failed;
  acceptor_.open(where.protocol(), failed);
  if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor_.bind(where, failed);
  if (!failed) acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
  if (!failed) {
    port_ = port;
    return true;
  }
  error = "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + failed.message();
  acceptor_.close(failed);
  return false;
}

bool listener::open(std::uint16_t port, std::string& error) {
  if (port != 0) return bind(port, error);
  // Below the range the system takes ports of outgoing connections from (from 32768 on Linux).
  std::random_device seed;
  std::uniform_int_distribution<unsigned> any(20000, 32000);
  for (int i = 0; i < 200; ++i) {
    if (bind(static_cast<std::uint16_t>(any(seed)), error)) return true;
  }
  return false;
}

void listener::start() { asio::co_spawn(io_, accept_all(), asio::detached); }

void listener::close() {
  system_error ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

asio::awaitable<void> listener::accept_all() {
  while (acceptor_.is_open()) {
    auto [failed, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    // A connection that went away in the queue is no reason to stop.
    if (failed && !acceptor_.is_open()) co_return;
    if (failed) {
      // Likely out of descriptors: no use to try again at once.
      retry_.expires_after(milliseconds(50));
      co_await retry_.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    if (links_.size() >= with_.settings.limits.connections) continue;
    auto link = std::make_shared<connection>(std::move(socket), tls_, with_.settings.limits.idle,
                                             with_.counts.of(protocol_));
    links_.insert(link);
    asio::co_spawn(io_, serve(std::move(link)), asio::detached);
  }
}

asio::awaitable<bool> listener::greet(connection& link) {
  if (implicit_tls_) {
    const bool encrypted = co_await link.start_tls();
    if (!encrypted) co_return false;
    with_.tls_started(link);
  }
  if (!with_.counts.of(protocol_).unavailable) co_return true;
  link.write(not_now[static_cast<std::size_t>(protocol_)]);
  co_await link.finish();
  co_return false;
}

asio::awaitable<void> listener::serve(std::shared_ptr<connection> link) {
  auto& counts = with_.counts.of(protocol_);
  ++counts.sessions;
  ++counts.open_sessions;
  with_.wake_waiters();
  const bool wanted = co_await greet(*link);
  if (wanted) {
    if (protocol_ == protocol::smtp) co_await serve_smtp(link, with_);
    if (protocol_ == protocol::imap) co_await serve_imap(link, with_);
    if (protocol_ == protocol::pop3) co_await serve_pop3(link, with_);
    co_await link->finish();
  }
  link->close();
  links_.erase(link);
  --counts.open_sessions;
  with_.wake_waiters();
}

}  // namespace watchpost::sandbox
