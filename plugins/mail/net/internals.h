// What a network holds.
#pragma once

#include "connection.h"
#include "recent.h"
#include "resolve.h"
#include "timer.h"
#include "tls_context.h"

#include <boost/asio/any_io_executor.hpp>

#include <string>
#include <utility>

namespace watchpost::mail::net {

struct network::impl {
  impl(boost::asio::any_io_executor on, const clock& with)
      : executor(std::move(on)), timers(executor, with), lookups(executor) {}

  boost::asio::any_io_executor executor;
  timer_queue timers;
  net::lookups lookups;
  recent<service, memory> memories{1024};
  recent<std::pair<service, std::string>, account_memory> accounts{4096};
  tls_contexts contexts;
  tls_sessions sessions;
};

}  // namespace watchpost::mail::net
