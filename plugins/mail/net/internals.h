// What a network holds.
#pragma once

#include "connection.h"
#include "recent.h"
#include "timer.h"

#include <boost/asio/any_io_executor.hpp>

namespace watchpost::mail::net {

// Key of what is remembered of a server.
struct service {
  std::string host;
  std::uint16_t port = 0;
  tls_mode tls = tls_mode::none;
  tls_settings trust;
  auto operator<=>(const service&) const = default;
};

struct network::impl {
  impl(boost::asio::any_io_executor on, const clock& with)
      : executor(std::move(on)), timers(executor, with) {}

  boost::asio::any_io_executor executor;
  timer_queue timers;
  recent<service, memory> memories{1024};
};

}  // namespace watchpost::mail::net
