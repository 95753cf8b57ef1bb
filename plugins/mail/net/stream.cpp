#include "stream.h"

#include "race.h"
#include "resolve.h"
#include "socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace watchpost::mail::net {

using boost::asio::ip::tcp;

namespace {
constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);
}

stream::stream(network& net, const connect_options& options, const cancellation& cancel,
               session_report& report)
    : net_(net),
      options_(options),
      report_(report),
      watch_(report, stage::resolve),
      guard_(net.internals().timers, cancel, {}) {
  guard_.until(options.connect_by == instant{} ? options.deadline
                                               : std::min(options.connect_by, options.deadline));
}

stream::~stream() { close(); }

task<result<void>> stream::open() {
  if (guard_.tripped()) co_return guard_.failed(at());
  result<std::vector<tcp::endpoint>> addresses = co_await resolve(net_, options_.server, guard_);
  if (!addresses) co_return addresses.error();

  at(stage::connect);
  ++report_.flights;
  result<tcp::socket> connected = co_await race(net_, std::move(*addresses), guard_);
  if (!connected) co_return connected.error();
  socket_.emplace(std::move(*connected));
  boost::system::error_code gone;
  report_.address = to_text(socket_->remote_endpoint(gone));
  guard_.on_trip([this] { close(); });

  guard_.until(options_.deadline);
  at(stage::greeting);
  co_return result<void>{};
}

task<result<std::size_t>> stream::read_some(std::span<char> into) { return receive(into); }

task<result<void>> stream::write(std::string_view bytes) { return send(bytes); }

task<result<void>> stream::start_tls() { co_return guard_.failed(stage::tls); }

bool stream::secure() const { return false; }

void stream::close() noexcept {
  watch_.stop();
  guard_.stop();
  boost::system::error_code ignored;
  if (socket_) socket_->close(ignored);
}

task<result<std::size_t>> stream::receive(std::span<char> into) {
  if (asked_) ++report_.flights;
  asked_ = false;
  quick_ack(*socket_);
  const auto [error, size] =
      co_await socket_->async_read_some(boost::asio::buffer(into.data(), into.size()), as_result);
  if (error) co_return failed(error);
  co_return size;
}

task<result<void>> stream::send(std::string_view bytes) {
  asked_ = true;
  const auto [error, size] =
      co_await boost::asio::async_write(*socket_, boost::asio::buffer(bytes.data(), bytes.size()), as_result);
  if (error) co_return failed(error);
  co_return result<void>{};
}

failure stream::failed(const boost::system::error_code& error) {
  return guard_.tripped() ? guard_.failed(at()) : socket_failure(at(), error);
}

}  // namespace watchpost::mail::net
