// An instance without its ABI: the books, and the work on them that polls, events and time bring. On the I/O
// thread.
//
//   office o(net, orders, host, entries, why);
//   co_spawn(o.tend()), co_spawn(o.send());     // run until close()
//   const received r = co_await o.poll({...});
#pragma once

#include "desk.h"
#include "mail_command/outbox/postman.h"
#include "pacing.h"
#include "receive.h"

#include <string>

namespace watchpost::mail_command {

sending_settings sending_of(const plan& what);

class office {
 public:
  // `net`, `how` and `host` outlive it.
  office(mail::net::network& net, const orders& how, facility& host, const state_entries& entries,
         std::string& why);

  // Reads the account once, unless its server wants to be left alone. One at a time.
  mail::net::task<received> poll(reading_round when);

  // Takes an event of the host. Nothing: it is durable, or nobody is to be told.
  mail::net::task<mishap> take(abi::event what);

  // What time brings: returns, repeats of alarms, requests that were left open. Ends after close(); what breaks
  // it off is told, and it is begun again.
  mail::net::task<void> tend();
  // Sends what is in the outbox. Likewise.
  mail::net::task<void> send();
  void close();

  desk& at() { return desk_; }
  const live_state& live() const { return live_; }
  // `told` is called whenever live().now() is another; on the I/O thread.
  void tell_steps(std::function<void()> told) { live_.changed = std::move(told); }
  const books& kept() const { return *books_; }
  const pacing& pace() const { return pacing_; }

 private:
  // Waits until then (see timeline.h), a stir, or a minute.
  struct nap {
    mail::net::cancellation bell;
    bool rung = false;
  };
  mail::net::task<void> sleep(nap& mine, std::optional<std::int64_t> until);
  void stir();
  // An account that was never read takes no replies to alarms.
  letter_terms letters() const;
  mail::net::task<received> read(reading_round when);
  // One of the loops, to its end. `fault`: of live_, where it is told why it broke off.
  mail::net::task<void> go_on(mail::net::task<void> (office::*work)(), nap& between, std::string& fault);
  mail::net::task<void> follow_clock();
  mail::net::task<void> tend_rounds();
  mail::net::task<void> tend_once();
  mail::net::task<void> send_rounds();

  mail::net::network& net_;
  const orders& how_;
  facility& host_;
  std::unique_ptr<books> books_;
  live_state live_;
  timeline time_;
  turns points_;
  desk desk_;
  postman postman_;
  pacing pacing_;
  mail::net::cancellation closing_;
  nap tending_, posting_;
};

}  // namespace watchpost::mail_command
