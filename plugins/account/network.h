// The mail network that all active instances of a module share, and the tokens they sign in with. It lives and
// dies with the I/O thread's io_context.
#pragma once

#include "mail/net/connection.h"
#include "mail/oauth/account.h"

#include <watchpost/cpp/services.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>

namespace watchpost::account {

// The host's clock in the terms of the mail library.
class host_clock final : public mail::net::clock {
 public:
  explicit host_clock(plugin::host_ref host) : source_(host) {}
  mail::net::instant now() const override { return mail::net::instant(source_.mono_ms()); }
  std::chrono::milliseconds wall() const override { return std::chrono::milliseconds(source_.wall_ms()); }
  void watch(std::function<void()> jumped) { source_.watch(std::move(jumped)); }

 private:
  plugin::clock source_;
};

class shared_network final : public boost::asio::execution_context::service {
 public:
  inline static boost::asio::execution_context::id id;

  explicit shared_network(boost::asio::execution_context& loop);

  mail::net::network& network() { return network_; }
  mail::oauth::issuer& tokens() { return tokens_; }

 private:
  void shutdown() override { clock_.watch({}); }

  host_clock clock_;
  mail::net::network network_;
  mail::oauth::issuer tokens_{network_};
};

// On the I/O thread.
inline mail::net::network& network_of(boost::asio::io_context& loop) {
  return boost::asio::use_service<shared_network>(loop).network();
}
inline mail::oauth::issuer& tokens_of(boost::asio::io_context& loop) {
  return boost::asio::use_service<shared_network>(loop).tokens();
}

}  // namespace watchpost::account
