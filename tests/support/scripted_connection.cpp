#include "scripted_connection.h"

#include "certificates.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <charconv>

namespace watchpost::test {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string in_quotes(std::string_view bytes) {
  std::string text = "'";
  for (const char c : bytes.substr(0, 200)) {
    if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text + '\'';
}

std::size_t last_number(std::string_view line) {
  const std::size_t end = line.find_last_of("0123456789");
  if (end == std::string_view::npos) return 0;
  const std::size_t before = line.find_last_not_of("0123456789", end);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::size_t value = 0;
  std::from_chars(line.data() + begin, line.data() + end + 1, value);
  return value;
}

std::unique_ptr<asio::ssl::context> server_context(std::string_view words) {
  const std::string padded = ' ' + std::string(words) + ' ';
  const auto said = [&](const char* word) { return padded.find(word) != std::string::npos; };
  auto made = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  const identity& who = certificate(words.substr(0, words.find(' ')));
  made->use_certificate(asio::buffer(who.certificate), asio::ssl::context::pem);
  made->use_private_key(asio::buffer(who.key), asio::ssl::context::pem);
  SSL_CTX* const raw = made->native_handle();
  if (said(" 1.1 ")) {
    SSL_CTX_set_min_proto_version(raw, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(raw, TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(raw, "ALL:@SECLEVEL=0");
  }
  if (said(" 1.2 ")) SSL_CTX_set_max_proto_version(raw, TLS1_2_VERSION);
  return made;
}

}  // namespace

scripted_connection::scripted_connection(asio::ip::tcp::socket socket, const std::vector<step>& script,
                                         scripted_state& state)
    : socket_(std::move(socket)),
      script_(script),
      state_(state),
      stalled_(socket_.get_executor(), asio::steady_timer::time_point::max()) {}

asio::awaitable<void> scripted_connection::follow() {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  bool open = true;
  std::size_t index = 0;
  for (const step& now : script_) {
    if (index++ == state_.cut_before) {
      const bool flushed = co_await flush();
      (void)flushed;
      reset();
      co_return;
    }
    if (now.what != directive::send) open = co_await flush();
    if (open) open = co_await act(now);
    if (!open) break;
  }
  if (open) open = co_await flush();
  if (open) co_await await_end();
  socket_.close(ignored);
}

void scripted_connection::stop() {
  stopped_ = true;
  stalled_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

scripted_connection::outcome scripted_connection::act(const step& now) {
  switch (now.what) {
    case directive::send: out_ += now.text; co_return true;
    case directive::expect: co_return co_await expect(now);
    case directive::data: co_return co_await read_message(now);
    case directive::literal: co_return co_await read_literal(now);
    case directive::tls:
    case directive::starttls: co_return co_await handshake(now);
    case directive::stall: co_await stall(); co_return false;
    case directive::close: co_await say_goodbye(); co_return false;
    case directive::reset: reset(); co_return false;
    case directive::cancel: state_.cancel(); co_return true;
    case directive::advance: state_.advance(std::chrono::milliseconds(now.number)); co_return true;
    case directive::next: break;
  }
  co_return false;
}

scripted_connection::outcome scripted_connection::flush() {
  if (out_.empty()) co_return true;
  note('S', out_);
  const std::string bytes = std::exchange(out_, {});
  if (tls_) {
    const auto [error, size] = co_await asio::async_write(*tls_, asio::buffer(bytes), as_result);
    co_return !error;
  }
  const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), as_result);
  co_return !error;
}

scripted_connection::outcome scripted_connection::handshake(const step& now) {
  if (!in_.empty()) co_return unexpected(now, in_);
  std::unique_ptr<asio::ssl::context>& context = state_.tls[now.text];
  if (!context || now.text.find("fresh") != std::string::npos) context = server_context(now.text);
  tls_.emplace(socket_, *context);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, as_result);
  state_.transcript += error ? "-- TLS refused: " + error.message() + '\n' : "-- TLS\n";
  co_return !error;
}

scripted_connection::outcome scripted_connection::expect(const step& now) {
  std::string line;
  const bool got = co_await read_line(now, line);
  if (!got) co_return false;
  if (!matches(line, now.text)) co_return unexpected(now, line);
  last_line_ = line;
  co_return true;
}

scripted_connection::outcome scripted_connection::read_message(const step& now) {
  std::string message, line;
  for (;;) {
    const bool got = co_await read_line(now, line);
    if (!got) co_return false;
    if (line == ".") break;
    message += line + "\r\n";
  }
  state_.messages.push_back(std::move(message));
  co_return true;
}

scripted_connection::outcome scripted_connection::read_literal(const step& now) {
  const std::size_t size = now.from_line ? last_number(last_line_) : now.number;
  while (in_.size() < size) {
    const bool more = co_await fill();
    if (!more) co_return unexpected(now, in_ + "(end)");
  }
  note('C', std::string_view(in_).substr(0, size));
  state_.messages.push_back(in_.substr(0, size));
  in_.erase(0, size);
  co_return true;
}

scripted_connection::outcome scripted_connection::read_line(const step& now, std::string& line) {
  std::size_t end = 0;
  while ((end = in_.find("\r\n")) == std::string::npos) {
    const bool more = co_await fill();
    if (!more) co_return unexpected(now, in_ + "(end)");
  }
  line = in_.substr(0, end);
  in_.erase(0, end + 2);
  note('C', line);
  co_return true;
}

scripted_connection::outcome scripted_connection::fill() {
  std::array<char, 16384> space;
  if (tls_) {
    const auto [error, size] = co_await tls_->async_read_some(asio::buffer(space), as_result);
    in_.append(space.data(), size);
    co_return !error;
  }
  const auto [error, size] = co_await socket_.async_read_some(asio::buffer(space), as_result);
  in_.append(space.data(), size);
  co_return !error;
}

asio::awaitable<void> scripted_connection::stall() {
  state_.transcript += "-- stalls\n";
  co_await stalled_.async_wait(as_result);
}

asio::awaitable<void> scripted_connection::say_goodbye() {
  state_.transcript += "-- closes\n";
  if (!tls_) co_return;
  // The alert leaves at once; the client's own is not waited for.
  tls_->async_shutdown([](const error_code&) {});
  co_await asio::post(asio::use_awaitable);
}

asio::awaitable<void> scripted_connection::await_end() {
  bool more = true;
  while (more && in_.empty()) more = co_await fill();
  if (in_.empty() || stopped_) co_return;
  state_.transcript += "C: " + in_ + '\n';
  state_.unexpected += "after the end of the script: got " + in_quotes(in_) + '\n';
}

void scripted_connection::reset() {
  state_.transcript += "-- resets\n";
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool scripted_connection::unexpected(const step& now, const std::string& got) {
  if (!stopped_)
    state_.unexpected +=
        "line " + std::to_string(now.line) + ": expected '" + now.source + "', got " + in_quotes(got) + '\n';
  return false;
}

void scripted_connection::note(char who, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find("\r\n");
    const std::string_view line = bytes.substr(0, end);
    state_.transcript.append({who, ':', ' '}).append(line.substr(0, 1000)).append("\n");
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 2);
  }
}

}  // namespace watchpost::test
