// One at a time, in the order of asking.
//
//   const turns::hold mine = co_await all.take();
#pragma once

#include "mail/net/guard.h"

#include <boost/asio/this_coro.hpp>

#include <deque>
#include <utility>

namespace watchpost::mail_command {

class turns {
 public:
  class hold {
   public:
    explicit hold(turns* of) : of_(of) {}
    hold(hold&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    hold& operator=(hold&&) = delete;
    ~hold() {
      if (of_ != nullptr) of_->pass_on();
    }

   private:
    turns* of_;
  };

  mail::net::task<hold> take() {
    if (std::exchange(taken_, true)) {
      place mine(*this, co_await boost::asio::this_coro::executor);
      co_await mine.called.wait();
    }
    co_return hold(this);
  }

 private:
  // In the queue. It may also end with the event loop.
  struct place {
    place(turns& queue, const boost::asio::any_io_executor& executor) : of(queue), called(executor) {
      of.waiting_.push_back(&called);
    }
    ~place() { std::erase(of.waiting_, &called); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

    turns& of;
    mail::net::event called;
  };

  // The turn stays taken where somebody waits for it.
  void pass_on() {
    if (waiting_.empty()) {
      taken_ = false;
      return;
    }
    mail::net::event* next = waiting_.front();
    waiting_.pop_front();
    next->set();
  }

  bool taken_ = false;
  std::deque<mail::net::event*> waiting_;
};

}  // namespace watchpost::mail_command
