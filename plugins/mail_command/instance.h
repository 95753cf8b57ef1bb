// The instance behind the ABI: its settings, and its service on the module's I/O thread.
//
// The host calls the public members, one at a time, on any thread. Everything marked "I/O" is used on the I/O
// thread only, from activate() until the op of deactivate() completes.
#pragma once

#include "actions.h"
#include "mail/oauth/account.h"
#include "mail_command/host/abi_host_services.h"
#include "poll_result.h"
#include "settings.h"

#include <watchpost/cpp/event.hpp>
#include <watchpost/cpp/module.hpp>
#include <watchpost/cpp/operations.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace watchpost::mail_command {

class instance final : mail::oauth::keeper {
 public:
  static constexpr plugin::type_text type{
      .id = "mail_command",
      .title = "Commands by e-mail",
      .version = "0.1.0",
      .help =
          "Reads a mail account of its own, "
          "carries out what known senders ask for on the host's control points, each command once, "
          "and answers by mail. Sends alarm mails, which may be acknowledged by reply.",
      .polite_interval = polite_interval};
  static constexpr auto& settings = settings_table;
  static constexpr auto& metrics = mail_command::metrics;
  static constexpr auto& verdicts = mail_command::verdicts;
  static constexpr const char* services[] = {WP_SERVICE_CLOCK, WP_SERVICE_STATE, WP_SERVICE_POINTS,
                                             WP_SERVICE_AUDIT};
  static constexpr auto& actions = mail_command::actions;

  explicit instance(plugin::host_ref host)
      : host_(host), clock_(host), store_(host), running_(host, clock_) {}

  void configure(const mail_command::settings& s, plugin::diagnostics& diags);
  plugin::status activate();
  void start(const plugin::run& run, plugin::op op);
  void notify(const plugin::event& event, plugin::op op);
  void probe(std::string_view action, std::int64_t deadline_ms, plugin::op op);
  void cancel(std::uint64_t op_id) { running_.cancel(op_id); }
  void deactivate(plugin::op op);

 private:
  using task = mail::net::task<void>;

  boost::asio::io_context& loop() { return running_.io().context(); }
  void open();
  task until_closed(task loop, std::stop_token stop);
  task leave();
  mail::net::task<std::optional<std::string>> keep(std::string refresh_token) override;
  task poll(mail::net::instant deadline, std::chrono::milliseconds interval, std::stop_token stop,
            plugin::op op);
  task take(plugin::event event, plugin::op op);
  task act(std::string action, mail::net::instant deadline, std::stop_token stop, plugin::op op);

  plugin::host_ref host_;
  plugin::clock clock_;
  plugin::state_store store_;
  plugin::operations running_;
  runtime::configuration config_;                   // changed only while not active, but for its tokens (I/O)
  std::unique_ptr<journal::durable_state> loaded_;  // until it is the service's
  std::string kept_token_;                          // that was loaded
  std::unique_ptr<host::abi_host_services> host_services_;  // I/O
  std::unique_ptr<service> service_;                        // I/O
};

}  // namespace watchpost::mail_command
