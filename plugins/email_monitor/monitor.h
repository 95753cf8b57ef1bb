// The instance behind the ABI: its settings, its ledger, and the polls that run on the module's I/O thread.
//
// The host calls the public members, one at a time, on any thread. Everything marked "I/O" is used on the I/O
// thread only, from activate() until the op of deactivate() completes.
#pragma once

#include "actions.h"
#include "mail/oauth/account.h"
#include "metrics.h"
#include "settings.h"

#include <watchpost/cpp/module.hpp>
#include <watchpost/cpp/operations.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace watchpost::email_monitor {

class monitor final : storage, mail::oauth::keeper {
 public:
  static constexpr plugin::type_text type{
      .id = "email_monitor",
      .title = "E-mail round trip",
      .version = "0.1.0",
      .help =
          "Proves that mail flows: submits a probe by SMTP, "
          "and on a later poll finds and deletes exactly that message by IMAP or POP3. "
          "Any number of monitors may share one account; foreign mail is never touched."};
  static constexpr auto& settings = settings_table;
  static constexpr auto& metrics = email_monitor::metrics;
  static constexpr auto& verdicts = email_monitor::verdicts;
  static constexpr const char* services[] = {WP_SERVICE_CLOCK};
  static constexpr auto& actions = email_monitor::actions;

  explicit monitor(plugin::host_ref host) : host_(host), clock_(host), store_(host), running_(host, clock_) {}

  void configure(email_monitor::settings s, plugin::diagnostics& diags);
  plugin::status activate();
  void start(const plugin::run& run, plugin::op op);
  void probe(std::string_view action, std::int64_t deadline_ms, plugin::op op);
  void cancel(std::uint64_t op_id) { running_.cancel(op_id); }
  void deactivate(plugin::op op);

 private:
  using task = mail::net::task<void>;

  boost::asio::io_context& loop() { return running_.io().context(); }
  task poll(plugin::run run, std::int64_t due, std::stop_token stop, plugin::op op);
  task act(std::string action, mail::net::instant deadline, std::stop_token stop, plugin::op op);
  mail::net::task<std::optional<std::string>> write(edits changes);
  void store(edits changes, answer done) override;
  mail::net::task<std::optional<std::string>> keep(std::string refresh_token) override;

  plugin::host_ref host_;
  plugin::clock clock_;
  plugin::state_store store_;  // may be missing
  plugin::operations running_;
  configuration config_;            // changed only while not active, but for its token source (I/O)
  std::string kept_token_;          // the latest refresh token that was stored; see mail/oauth/token_store.h
  std::optional<ledger> ledger_;    // I/O
  std::optional<journal> journal_;  // I/O: of ledger_
};

}  // namespace watchpost::email_monitor
