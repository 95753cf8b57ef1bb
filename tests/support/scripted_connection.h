// One connection of a scripted server. Inner part of scripted_server.h.
#pragma once

#include "mail/net/connection.h"
#include "support/manual_clock.h"
#include "support/script.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::test {

// What the connections of one session write down and use together.
struct scripted_state {
  std::string transcript, unexpected;
  std::vector<std::string> messages;
  std::map<std::string, std::unique_ptr<boost::asio::ssl::context>, std::less<>> tls;
  std::function<void()> cancel;
  std::function<void(std::chrono::milliseconds)> advance;
  std::size_t cut_before = 0;
};

class scripted_connection {
 public:
  scripted_connection(boost::asio::ip::tcp::socket socket, const std::vector<step>& script,
                      scripted_state& state);

  boost::asio::awaitable<void> follow();
  void stop();  // ends follow() soon

 private:
  using outcome = boost::asio::awaitable<bool>;  // false: the connection is over

  outcome act(const step& now);
  outcome flush();
  outcome handshake(const step& now);
  outcome expect(const step& now);
  outcome read_message(const step& now);
  outcome read_literal(const step& now);
  outcome read_line(const step& now, std::string& line);
  outcome fill();
  boost::asio::awaitable<void> stall();
  boost::asio::awaitable<void> say_goodbye();
  boost::asio::awaitable<void> await_end();
  void reset();
  bool unexpected(const step& now, const std::string& got);
  void note(char who, std::string_view bytes);

  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  const std::vector<step>& script_;
  scripted_state& state_;
  boost::asio::steady_timer stalled_;
  bool stopped_ = false;
  std::string in_, out_, last_line_;
};

}  // namespace watchpost::test
