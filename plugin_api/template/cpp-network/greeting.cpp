// greeting - a server greets as it should. The smallest whole plugin that talks to a network: copy this folder.
#include <watchpost/cpp/awaited.hpp>
#include <watchpost/cpp/operations.hpp>
#include <watchpost/cpp/plugin.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace plugin = watchpost::plugin;
namespace param = watchpost::plugin::param;

struct config {
  std::string address;
  std::uint16_t port = 0;
  std::string expect;
};

// An address, not a name: the system's resolver blocks and cannot be stopped, so names want a thread of their own.
constexpr auto table = plugin::settings(
    param::string<&config::address>("address").title("Address of the server").def("127.0.0.1").identity(),
    param::port<&config::port>("port").title("Port of the server").required().identity(),
    param::string<&config::expect>("expect").title("How its first line begins").def("220 "));

constexpr auto wait_for_it = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t longest_line = 1024;

class greeting {
 public:
  static constexpr plugin::type_text type{"greeting", "Greeting of a server", "1.0.0",
                                          "Watches that a server greets as it should."};
  static constexpr auto& settings = table;
  static constexpr wp_metric metrics[] = {
      plugin::metric("down", "s", "Seconds since it first did not greet.")};

  explicit greeting(plugin::host_ref host)
      : host_(host), clock_(host), store_(host), running_(host, clock_) {}

  void configure(config c, plugin::diagnostics& diags) {
    boost::system::error_code error;
    asio::ip::make_address(c.address, error);
    if (error)
      return diags.error("address", "got '" + c.address + "'; expected an address such as '192.0.2.1'");
    config_ = std::move(c);
  }

  plugin::status activate() {
    const auto kept = store_.available() ? store_.load() : plugin::entries();
    if (!kept) return kept.error();
    const auto since = kept->find("down.since");
    down_since_ms_ = since == kept->end() ? 0 : std::stoll(since->second);
    return running_.start();
  }
  void start(const plugin::run& run, plugin::op op) {
    running_.launch(std::move(op), run.deadline_ms,
                    [this, deadline_ms = run.deadline_ms](plugin::op answer, std::stop_token stop) {
                      return poll(deadline_ms, std::move(stop), std::move(answer));
                    });
  }
  void cancel(std::uint64_t op_id) { running_.cancel(op_id); }
  void deactivate(plugin::op op) { running_.drain(std::move(op)); }

 private:
  static constexpr std::int64_t margin_ms = 100;  // the verdict is there so long before the deadline

  asio::awaitable<void> poll(std::int64_t deadline_ms, std::stop_token stop, plugin::op op) {
    const std::chrono::milliseconds time(
        std::max<std::int64_t>(deadline_ms - margin_ms - clock_.mono_ms(), 0));
    const std::optional<std::string> fault = co_await look(time, stop);
    if (stop.stop_requested())
      co_return op.fail({.status = WP_E_CANCELLED, .domain = "host", .text = "stopped before the end"});
    co_await remember(fault.has_value());
    const std::string server = config_.address + ':' + std::to_string(config_.port);
    plugin::result good{plugin::state::ok, "greeted", server + " greets"};
    plugin::result bad{plugin::state::critical, "down",
                       server + ' ' + fault.value_or("") + "; see to the server"};
    const std::int64_t down_ms = fault ? clock_.wall_ms() - down_since_ms_ : 0;
    op.complete((fault ? bad : good).reading("down", static_cast<double>(down_ms) / 1000));
  }

  // What is wrong with the server; nothing: it greets. Closing the socket ends what waits for it.
  asio::awaitable<std::optional<std::string>> look(std::chrono::milliseconds time, std::stop_token stop) {
    const auto loop = co_await asio::this_coro::executor;
    const auto socket = std::make_shared<asio::ip::tcp::socket>(loop);
    const auto give_up = [socket] {
      boost::system::error_code ignored;
      socket->close(ignored);
    };
    const std::stop_callback stopped(std::move(stop), give_up);
    asio::steady_timer late(loop, time);
    late.async_wait([give_up](boost::system::error_code none) {
      if (!none) give_up();
    });

    const auto [refused] =
        co_await socket->async_connect({asio::ip::make_address(config_.address), config_.port}, wait_for_it);
    if (refused) co_return "does not take a connection: " + refused.message();
    std::string line;
    const auto [silent, size] =
        co_await asio::async_read_until(*socket, asio::dynamic_buffer(line, longest_line), '\n', wait_for_it);
    if (silent) co_return "sends no line: " + silent.message();
    if (!line.starts_with(config_.expect)) co_return "does not begin with '" + config_.expect + "'";
    co_return std::nullopt;
  }

  // Since when it is down, so that a new start of the host does not forget it.
  asio::awaitable<void> remember(bool down) {
    if (down == (down_since_ms_ != 0)) co_return;
    down_since_ms_ = down ? clock_.wall_ms() : 0;
    if (!store_.available()) co_return;
    plugin::edits change{down ? plugin::edit::set("down.since", std::to_string(down_since_ms_))
                              : plugin::edit::remove("down.since")};
    const plugin::status failed = co_await plugin::commit(running_.io(), store_, std::move(change));
    if (failed) host_.warning("what is down is not remembered: " + failed->text);
  }

  plugin::host_ref host_;
  plugin::clock clock_;
  plugin::state_store store_;  // may be missing
  plugin::operations running_;
  config config_;
  std::int64_t down_since_ms_ = 0;  // wall clock; 0: it is not
};

}  // namespace

WATCHPOST_MODULE(greeting)
