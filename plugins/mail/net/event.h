// Something that a coroutine waits for and a callback announces, once.
#pragma once

#include "transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace watchpost::mail::net {

// Of one thread, with one waiter. set() may come first.
class event {
 public:
  explicit event(const boost::asio::any_io_executor& executor)
      : never_(executor, boost::asio::steady_timer::time_point::max()) {}

  void set() {
    set_ = true;
    never_.cancel();
  }

  task<void> wait() {
    if (!set_) co_await never_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

 private:
  boost::asio::steady_timer never_;
  bool set_ = false;
};

}  // namespace watchpost::mail::net
