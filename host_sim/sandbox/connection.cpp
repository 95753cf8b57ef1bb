#include "connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace watchpost::sandbox {
namespace {

using asio::ip::tcp;
using error = boost::system::error_code;
using steady = std::chrono::steady_clock;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk = 16 * 1024, large_output = 64 * 1024;

}  // namespace

struct connection::link {
  link(tcp::socket s, asio::ssl::context& context)
      : socket(std::move(s)),
        tls_context(context),
        watch(socket.get_executor()),
        drained(socket.get_executor()) {
    drained.expires_at(steady::time_point::max());
  }

  tcp::socket socket;
  asio::ssl::context& tls_context;
  std::unique_ptr<asio::ssl::stream<tcp::socket&>> tls{};
  asio::steady_timer watch;    // closes a silent connection
  asio::steady_timer drained;  // cancelled when a flush ends
  steady::time_point last_input = steady::now();
  std::array<char, chunk> buffer{};
};

connection::connection(tcp::socket socket, asio::ssl::context& tls, milliseconds idle,
                       tally::per_protocol& counts)
    : link_(std::make_unique<link>(std::move(socket), tls)), idle_(idle), counts_(counts) {
  error ignored;
  link_->socket.set_option(tcp::no_delay(true), ignored);
}

connection::~connection() = default;

bool connection::is_tls() const { return link_->tls != nullptr; }
bool connection::tls_resumed() const {
  return is_tls() && SSL_session_reused(link_->tls->native_handle()) == 1;
}

void connection::watch_idle() {
  link_->watch.expires_at(link_->last_input + idle_);
  link_->watch.async_wait([weak = weak_from_this()](error cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled || self->closed_) return;
    if (steady::now() >= self->link_->last_input + self->idle_) return self->close();
    self->watch_idle();
  });
}

asio::awaitable<bool> connection::start_tls() {
  co_await flush();
  in_.clear();
  read_pos_ = 0;
  link_->last_input = steady::now();
  watch_idle();
  auto stream = std::make_unique<asio::ssl::stream<tcp::socket&>>(link_->socket, link_->tls_context);
  auto [failed] = co_await stream->async_handshake(asio::ssl::stream_base::server, as_result);
  if (failed) {
    close();
    co_return false;
  }
  link_->tls = std::move(stream);
  co_return true;
}

asio::awaitable<bool> connection::fill() {
  co_await flush();
  if (closed_) co_return false;
  watch_idle();
  error failed;
  std::size_t size = 0;
  const auto space = asio::buffer(link_->buffer);
  if (link_->tls) {
    std::tie(failed, size) = co_await link_->tls->async_read_some(space, as_result);
  } else {
    std::tie(failed, size) = co_await link_->socket.async_read_some(space, as_result);
  }
  if (failed || closed_) {
    close();
    co_return false;
  }
  link_->last_input = steady::now();
  counts_.received += size;
  if (read_pos_ > 0) {
    in_.erase(0, read_pos_);
    read_pos_ = 0;
  }
  in_.append(link_->buffer.data(), size);
  co_return true;
}

asio::awaitable<input_line> connection::read_line(std::size_t max) {
  input_line line{.result = read_result::ok};
  std::size_t searched = 0;
  while (true) {
    if (output_is_large()) co_await flush();
    const auto end = in_.find('\n', read_pos_ + searched);
    if (end != std::string::npos) {
      std::size_t size = end - read_pos_;
      line.bare_lf = size == 0 || in_[end - 1] != '\r';
      if (!line.bare_lf) --size;
      if (size > max) line.result = read_result::too_long;
      if (line.result == read_result::ok) line.text = in_.substr(read_pos_, size);
      read_pos_ = end + 1;
      co_return line;
    }
    searched = in_.size() - read_pos_;
    if (searched > max + 1) {
      // Forget what came, but keep a CR that may belong to the line end.
      line.result = read_result::too_long;
      const bool cr = in_.back() == '\r';
      in_ = cr ? "\r" : "";
      read_pos_ = 0;
      searched = in_.size();
    }
    const bool more = co_await fill();
    if (!more) {
      line.result = read_result::closed;
      co_return line;
    }
  }
}

asio::awaitable<bool> connection::read_exact(std::size_t size, std::string& appended_to) {
  while (true) {
    const std::size_t part = std::min(size, in_.size() - read_pos_);
    appended_to.append(in_, read_pos_, part);
    read_pos_ += part;
    size -= part;
    if (size == 0) co_return true;
    const bool more = co_await fill();
    if (!more) co_return false;
  }
}

asio::awaitable<bool> connection::skip(std::size_t size) {
  while (true) {
    const std::size_t part = std::min(size, in_.size() - read_pos_);
    read_pos_ += part;
    size -= part;
    if (size == 0) co_return true;
    const bool more = co_await fill();
    if (!more) co_return false;
  }
}

void connection::write(std::string_view text) {
  if (!closed_) out_ += text;
}

bool connection::output_is_large() const { return out_.size() > large_output; }

asio::awaitable<void> connection::flush() {
  while (flushing_) co_await link_->drained.async_wait(as_result);
  if (out_.empty() || closed_) co_return;
  flushing_ = true;
  watch_idle();
  while (!out_.empty() && !closed_) {
    sending_.swap(out_);
    out_.clear();
    error failed;
    std::size_t size = 0;
    const auto data = asio::buffer(sending_);
    if (link_->tls) {
      std::tie(failed, size) = co_await asio::async_write(*link_->tls, data, as_result);
    } else {
      std::tie(failed, size) = co_await asio::async_write(link_->socket, data, as_result);
    }
    counts_.sent += size;
    if (failed) close();
  }
  flushing_ = false;
  link_->drained.cancel();
}

asio::awaitable<void> connection::flush_soon() {
  const auto self = shared_from_this();
  co_await flush();
}

void connection::flush_later() { asio::co_spawn(link_->socket.get_executor(), flush_soon(), asio::detached); }

asio::awaitable<void> connection::finish() {
  co_await flush();
  if (link_->tls && !closed_) {
    // The peer gets a second to answer close_notify; most close at once.
    link_->last_input = steady::now() - idle_ + std::chrono::seconds(1);
    watch_idle();
    co_await link_->tls->async_shutdown(as_result);
  }
  close();
}

void connection::close() {
  if (closed_) return;
  closed_ = true;
  error ignored;
  link_->socket.shutdown(tcp::socket::shutdown_both, ignored);
  link_->socket.close(ignored);
  link_->watch.cancel();
  link_->drained.cancel();
}

}  // namespace watchpost::sandbox
