#include "scripted_server.h"

#include "certificates.h"
#include "scripted_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>
#include <stdexcept>

namespace watchpost::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

struct scripted_session::impl {
  impl(std::string_view script, script_options with) : options(with), scripts(parse_script(script)) {
    state.cut_before = options.cut_before;
    state.cancel = [this] { cancel.raise(); };
    state.advance = [this](std::chrono::milliseconds by) {
      clock.advance(by);
      net.time_jumped();
    };
    asio::co_spawn(loop, accept(), asio::detached);
  }

  ~impl() {
    boost::system::error_code ignored;
    listener.close(ignored);
    for (scripted_connection& each : open) each.stop();
    loop.restart();
    loop.poll();
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await listener.async_accept(asio::as_tuple(asio::use_awaitable));
      if (error) co_return;
      if (accepted == scripts.size()) {
        state.unexpected += "one connection too many\n";
        continue;
      }
      scripted_connection& made = open.emplace_back(std::move(socket), scripts[accepted++], state);
      asio::co_spawn(loop, made.follow(), asio::detached);
    }
  }

  // Handlers that are ready, and those that the kernel brings within `quiet` of real time.
  bool work(std::chrono::milliseconds quiet) {
    loop.restart();
    if (loop.poll() > 0) return true;
    loop.restart();
    return loop.run_one_for(quiet) > 0;
  }

  void settle() {
    while (work(2ms)) {
    }
  }

  asio::io_context loop{1};
  asio::executor_work_guard<asio::io_context::executor_type> busy{loop.get_executor()};
  manual_clock clock;
  mail::net::network net{loop.get_executor(), clock};
  script_options options;
  std::vector<std::vector<step>> scripts;
  scripted_state state;
  mail::net::cancellation cancel;
  std::list<mail::session_report> reports;  // a transport of an earlier run may still use its own
  std::list<scripted_connection> open;
  std::size_t accepted = 0;
  tcp::acceptor listener{loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
};

scripted_session::scripted_session(std::string_view script, script_options options)
    : impl_(std::make_unique<impl>(script, options)) {
  impl_->reports.emplace_back();
}

scripted_session::~scripted_session() = default;

mail::net::endpoint scripted_session::server() const {
  return {"127.0.0.1", impl_->listener.local_endpoint().port()};
}

mail::net::tls_mode scripted_session::tls() const {
  for (const auto& connection : impl_->scripts)
    for (const step& each : connection) {
      if (each.what == directive::tls) return mail::net::tls_mode::implicit;
      if (each.what == directive::starttls) return mail::net::tls_mode::starttls;
    }
  return mail::net::tls_mode::none;
}

mail::net::tls_settings scripted_session::trust() const {
  return {.verify = impl_->options.verify, .ca_file = ca_file()};
}

mail::net::instant scripted_session::deadline() const { return impl_->clock.now() + 30s; }

manual_clock& scripted_session::clock() { return impl_->clock; }
mail::net::network& scripted_session::network() { return impl_->net; }
mail::net::cancellation& scripted_session::cancellation() { return impl_->cancel; }
mail::session_report& scripted_session::report() { return impl_->reports.back(); }

std::string scripted_session::transcript() {
  impl_->settle();
  return impl_->state.transcript;
}

std::string scripted_session::message() {
  impl_->settle();
  return impl_->state.messages.empty() ? std::string() : impl_->state.messages.back();
}

const std::vector<std::string>& scripted_session::messages() {
  impl_->settle();
  return impl_->state.messages;
}

std::string scripted_session::unexpected() {
  impl_->settle();
  std::string all = impl_->state.unexpected;
  if (impl_->accepted < impl_->scripts.size())
    all += "only " + std::to_string(impl_->accepted) + " of " + std::to_string(impl_->scripts.size()) +
           " connections\n";
  return all;
}

std::size_t scripted_session::connections() { return impl_->accepted; }

std::size_t scripted_session::steps() const {
  std::size_t most = 0;
  for (const auto& connection : impl_->scripts) most = std::max(most, connection.size());
  return most;
}

void scripted_session::begin() {
  impl_->cancel = {};
  impl_->reports.emplace_back();
}

void scripted_session::drive(const std::function<mail::net::task<void>()>& client) {
  bool done = false;
  std::exception_ptr thrown;
  asio::co_spawn(impl_->loop, client(), [&](const std::exception_ptr& e) {
    thrown = e;
    done = true;
  });
  bool hangs = false;
  while (!done) {
    if (impl_->work(impl_->options.patience)) continue;
    if (const auto next = impl_->net.next_timer()) {
      impl_->clock.set(std::max(impl_->clock.now(), *next));
      impl_->net.time_jumped();
    } else if (!impl_->work(5s)) {
      if (hangs) std::terminate();  // not even the cancellation ends it
      hangs = true;
      impl_->cancel.raise();
    }
  }
  if (thrown) std::rethrow_exception(thrown);
  if (hangs) throw std::logic_error("client and server waited for each other\n" + impl_->state.transcript);
}

}  // namespace watchpost::test
