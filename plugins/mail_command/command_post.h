// The instance behind the ABI: its settings, and its office on the module's I/O thread.
//
// The host calls the public members, one at a time, on any thread. Everything marked "I/O" is used on the I/O
// thread only, from activate() until the op of deactivate() completes.
#pragma once

#include "actions.h"
#include "host_facility.h"
#include "mail/net/operations.h"
#include "mail/oauth/account.h"
#include "outcome_of_poll.h"
#include "settings.h"

#include <watchpost/cpp/event.hpp>
#include <watchpost/cpp/io_thread.hpp>
#include <watchpost/cpp/module.hpp>

#include <memory>
#include <optional>

namespace watchpost::mail_command {

class command_post final : mail::oauth::keeper {
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

  explicit command_post(plugin::host_ref host) : host_(host), clock_(host), store_(host) {}

  void configure(const mail_command::settings& s, plugin::diagnostics& diags);
  plugin::failure activate();
  void start(const plugin::run& run, plugin::op op);
  void notify(const plugin::event& what, plugin::op op);
  void probe(std::string_view action, std::int64_t deadline_ms, plugin::op op);
  void cancel(std::uint64_t op_id);
  void deactivate(plugin::op op);

 private:
  using task = mail::net::task<void>;

  void open(const state_entries& entries);
  mail::net::task<std::optional<std::string>> keep(std::string refresh_token) override;
  void leave_with(plugin::op last);
  task poll(reading_round when, plugin::op op);
  task take(plugin::event what, plugin::op op);
  task act(std::string action, mail::net::instant deadline, mail::net::cancellation cancel, plugin::op op);
  void launch(std::uint64_t op_id, task work);
  void finished(std::uint64_t op_id);
  void leave_when_quiet();

  plugin::host_ref host_;
  plugin::clock clock_;
  plugin::state_store store_;
  plugin::io_thread io_;
  orders orders_;                            // changed only while not active, but for its tokens (I/O)
  std::unique_ptr<host_facility> facility_;  // I/O
  std::unique_ptr<office> office_;           // I/O
  unsigned loops_ = 0;                       // I/O: of the office, that run
  mail::net::operations running_;            // I/O
  plugin::op leaving_;                       // I/O: of deactivate()
};

}  // namespace watchpost::mail_command
