// The transport over a socket.
#pragma once

#include "guard.h"
#include "internals.h"
#include "socket.h"
#include "stopwatch.h"
#include "tls_stream.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>

namespace watchpost::mail::net {

class stream final : public transport, private byte_stream {
 public:
  stream(network& net, const connect_options& options, const cancellation& cancel, session_report& report);
  ~stream() override;

  // Resolves and connects, and does an implicit TLS handshake. Once, before anything else.
  task<result<void>> open();

  using transport::at;
  void at(stage s) override { watch_.at(s); }
  stage at() const override { return watch_.at(); }
  task<result<std::size_t>> read_some(std::span<char> into) override;
  task<result<void>> write(std::string_view bytes) override;
  task<result<void>> start_tls() override;
  bool secure() const override;
  session_report& report() override { return *report_; }
  void rebind(instant deadline, const cancellation& cancel, session_report& report) override;
  void close() noexcept override;

 private:
  task<result<std::size_t>> receive(std::span<char> into) override;
  task<result<void>> send(std::string_view bytes) override;
  task<result<boost::asio::ip::tcp::socket>> reach(route& way);
  failure failed(const boost::system::error_code& error);
  failure noted(failure f);
  failure spoiled(failure f);

  network& net_;
  connect_options options_;
  service service_;  // what is remembered of the server goes by this
  session_report* report_;
  stopwatch watch_;
  std::optional<boost::asio::ip::tcp::socket> socket_;
  std::optional<guard> guard_;
  std::unique_ptr<tls_stream> tls_;
  bool secure_ = false;
  bool asked_ = true;  // we sent something, or connected, and wait for the server
};

}  // namespace watchpost::mail::net
