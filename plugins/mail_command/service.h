// An instance without its ABI: the durable state, and the work on them that polls, events and time bring. On the I/O
// thread.
//
//   service o(net, config, host, entries, why);
//   co_spawn(o.tend()), co_spawn(o.send());     // run until close()
//   const received r = co_await o.poll({...});
#pragma once

#include "mail_command/intake/pacing.h"
#include "mail_command/intake/receive.h"
#include "mail_command/outbox/submitter.h"
#include "mail_command/runtime/context.h"

#include <string>

namespace watchpost::mail_command {

outbox::sending_settings sending_of(const runtime::configuration& config);

class service {
 public:
  // `net`, `config` and `host` outlive it.
  service(mail::net::network& net, const runtime::configuration& config, host::host_services& host,
          std::unique_ptr<journal::durable_state> state);

  // Reads the account once, unless its server wants to be left alone. One at a time.
  mail::net::task<intake::received> poll(intake::reading_round when);

  // Takes an event of the host. Nothing: it is durable, or nobody is to be told.
  mail::net::task<host::mishap> take(abi::event event);

  // What time brings: returns, repeats of alarms, requests that were left open. Ends after close(); what breaks
  // it off is told, and it is begun again.
  mail::net::task<void> tend();
  // Sends what is in the outbox. Likewise.
  mail::net::task<void> send();
  void close();

  const runtime::live_state& live() const { return live_; }
  // `told` is called whenever live().now() is another; on the I/O thread.
  void tell_steps(std::function<void()> told) { live_.changed = std::move(told); }
  const journal::durable_state& state() const { return *state_; }
  const intake::pacing& pace() const { return pacing_; }

 private:
  // Waits until then (see timeline.h), a wake-up, or a minute.
  struct wake_event {
    mail::net::cancellation event;
    bool set = false;
  };
  mail::net::task<void> sleep(wake_event& wake_up, std::optional<std::int64_t> until);
  void wake();
  // An account that was never read takes no replies to alarms.
  alarm::alarm_mail_terms alarm_mail() const;
  mail::net::task<intake::received> read(intake::reading_round when);
  // One of the loops, to its end. `fault`: of live_, where it is told why it broke off.
  mail::net::task<void> go_on(mail::net::task<void> (service::*work)(), wake_event& between,
                              std::string& fault);
  mail::net::task<void> follow_clock();
  mail::net::task<void> tend_rounds();
  mail::net::task<void> tend_once();
  mail::net::task<void> send_rounds();

  mail::net::network& net_;
  const runtime::configuration& config_;
  host::host_services& host_;
  std::unique_ptr<journal::durable_state> state_;
  runtime::live_state live_;
  host::timeline time_;
  host::async_mutex points_;
  runtime::context context_;
  outbox::submitter submitter_;
  intake::pacing pacing_;
  mail::net::cancellation closing_;
  wake_event tending_, sending_;
};

}  // namespace watchpost::mail_command
