#include "stream.h"

#include "race.h"
#include "resolve.h"
#include "socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace watchpost::mail::net {

using boost::asio::ip::tcp;

namespace {
constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

// Who had no time to look up a name is not blamed for it.
failure in_fairness(failure f, std::chrono::milliseconds had) {
  if (f.why != cause::timeout || had >= std::chrono::seconds(1)) return f;
  f.at = stage::connect;
  f.detail = "no time was left to look up the name and to connect";
  return f;
}

failure untried(failure f) {
  if (f.why != cause::timeout) return f;
  f.why = cause::no_time;
  f.detail = "the time was over before anything was asked";
  return f;
}

}  // namespace

stream::stream(network& net, const connect_options& options, const cancellation& cancel,
               session_report& report)
    : net_(net),
      options_(options),
      service_{options.server.host, options.server.port, options.tls, options.trust},
      report_(&report),
      watch_(report, stage::resolve),
      guard_(std::in_place, net.internals().timers, cancel, std::function<void()>{}) {
  guard_->until(options.connect_by == instant{} ? options.deadline
                                                : std::min(options.connect_by, options.deadline));
}

stream::~stream() { close(); }

task<result<tcp::socket>> stream::reach(route& way) {
  const instant asked = net_.time().now();
  result<std::vector<tcp::endpoint>> addresses = co_await resolve(net_, options_.server, *guard_);
  if (!addresses) co_return in_fairness(addresses.error(), net_.time().now() - asked);
  for (const auto& found : *addresses) way.addresses.push_back(found.address().to_string());

  at(stage::connect);
  ++report_->flights;
  result<tcp::socket> connected = co_await race(net_, std::move(*addresses), *guard_, way.attempts);
  co_return connected;
}

task<result<void>> stream::open() {
  if (guard_->tripped()) co_return untried(guard_->failed(stage::connect));
  route way{.host = options_.server.host, .addresses = {}, .attempts = {}};
  result<tcp::socket> connected = co_await reach(way);
  if (report_->routes.size() < session_report::max_routes) report_->routes.push_back(std::move(way));
  if (!connected) co_return noted(connected.error());
  socket_.emplace(std::move(*connected));
  boost::system::error_code gone;
  report_->address = to_text(socket_->remote_endpoint(gone));
  report_->own_address = socket_->local_endpoint(gone).address().to_string();
  report_->transcript.note(stage::connect, "connected to " + report_->address);
  guard_->on_trip([this] { close(); });
  if (guard_->tripped()) co_return guard_->failed(at());

  if (options_.tls == tls_mode::implicit) {
    CO_TRY(co_await start_tls());
  }
  guard_->until(options_.deadline);
  at(stage::greeting);
  co_return result<void>{};
}

task<result<std::size_t>> stream::read_some(std::span<char> into) {
  if (!tls_) {
    result<std::size_t> clear = co_await receive(into);
    if (!clear) co_return noted(clear.error());
    co_return clear;
  }
  result<std::size_t> got = co_await tls_->read_some(into, at());
  if (!got) co_return noted(spoiled(got.error()));
  co_return got;
}

task<result<void>> stream::write(std::string_view bytes) {
  if (!tls_) {
    const result<void> clear = co_await send(bytes);
    if (!clear) co_return noted(clear.error());
    co_return clear;
  }
  const result<void> sent = co_await tls_->write(bytes, at());
  if (!sent) co_return noted(spoiled(sent.error()));
  co_return sent;
}

task<result<void>> stream::start_tls() {
  at(stage::tls);
  if (guard_->tripped()) co_return guard_->failed(stage::tls);
  byte_stream& below = *this;
  tls_ = std::make_unique<tls_stream>(net_, below, service_);
  result<tls_facts> facts = co_await tls_->handshake();
  if (!facts) {
    if (tls_->refused_chain()) report_->chain = tls_->refused_chain();
    co_return noted(spoiled(facts.error()));
  }
  report_->tls = std::move(*facts);
  if (report_->tls->chain) report_->chain = report_->tls->chain;
  report_->transcript.note(stage::tls,
                           report_->tls->version + ' ' + report_->tls->cipher +
                               (report_->tls->resumed ? ", resumed" : "") +
                               (report_->tls->verified ? ", certificate verified" : ", not verified"));
  secure_ = true;
  co_return result<void>{};
}

bool stream::secure() const { return secure_; }

// After a failure the next handshake is a full one.
failure stream::spoiled(failure f) {
  if (f.why != cause::cancelled) net_.internals().sessions.forget(service_);
  return f;
}

failure stream::noted(failure f) {
  report_->transcript.note(f.at, to_string(f));
  return f;
}

void stream::rebind(instant deadline, const cancellation& cancel, session_report& report) {
  watch_.rebind(report);
  if (&report != report_) report.inherit(*report_);
  report_ = &report;
  options_.deadline = deadline;
  guard_.emplace(net_.internals().timers, cancel, std::function<void()>{});
  guard_->until(deadline);
  guard_->on_trip([this] { close(); });
}

void stream::close() noexcept {
  watch_.stop();
  guard_->stop();
  boost::system::error_code ignored;
  if (socket_) socket_->close(ignored);
}

task<result<std::size_t>> stream::receive(std::span<char> into) {
  if (asked_) ++report_->flights;
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
  return guard_->tripped() ? guard_->failed(at()) : socket_failure(at(), error);
}

}  // namespace watchpost::mail::net
