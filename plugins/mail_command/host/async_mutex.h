// One at a time, in the order of asking.
//
//   const async_mutex::lock mine = co_await all.acquire();
#pragma once

#include "mail/net/guard.h"

#include <boost/asio/this_coro.hpp>

#include <deque>
#include <utility>

namespace watchpost::mail_command::host {

class async_mutex {
 public:
  class lock {
   public:
    explicit lock(async_mutex* of) : of_(of) {}
    lock(lock&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    lock& operator=(lock&&) = delete;
    ~lock() {
      if (of_ != nullptr) of_->pass_on();
    }

   private:
    async_mutex* of_;
  };

  mail::net::task<lock> acquire() {
    if (std::exchange(locked_, true)) {
      place waiter(*this, co_await boost::asio::this_coro::executor);
      co_await waiter.called.wait();
    }
    co_return lock(this);
  }

 private:
  // In the queue. It may also end with the event loop.
  struct place {
    place(async_mutex& queue, const boost::asio::any_io_executor& executor) : of(queue), called(executor) {
      of.waiting_.push_back(&called);
    }
    ~place() { std::erase(of.waiting_, &called); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

    async_mutex& of;
    mail::net::event called;
  };

  // It stays locked where somebody waits for it.
  void pass_on() {
    if (waiting_.empty()) {
      locked_ = false;
      return;
    }
    mail::net::event* next = waiting_.front();
    waiting_.pop_front();
    next->set();
  }

  bool locked_ = false;
  std::deque<mail::net::event*> waiting_;
};

}  // namespace watchpost::mail_command::host
