// Transports over TCP and TLS: name to socket (RFC 8305 racing), certificate verification, session
// resumption, one deadline and cancellation everywhere.
//
//   net::network net{executor, clock};                       // one per module
//   auto c = co_await net::connect(net, {.server = {"mail.example", 993}, .tls = net::tls_mode::implicit,
//                                        .deadline = clock.now() + 30s}, cancel, report);
//   if (!c) co_return c.error();
//   co_await (*c)->write("a LOGOUT\r\n");
#pragma once

#include "clock.h"
#include "transport.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace watchpost::mail::net {

struct endpoint {
  std::string host;  // name or address
  std::uint16_t port = 0;
};

enum class tls_mode : std::uint8_t { none, starttls, implicit };

struct tls_settings {
  bool verify = true;   // chain and name
  std::string ca_file;  // PEM, read anew when it changes; empty: the system's
  std::string name{};   // what the certificate must be for where the server is given by its address; empty:
                        // that address
  auto operator<=>(const tls_settings&) const = default;
};

// Ends operations early, from the network's thread. Shared by all transports of one operation; safe to raise
// before, during and after. Cheap to copy.
class cancellation {
 public:
  cancellation();
  void raise();  // idempotent
  bool raised() const noexcept;
  struct state;
  const std::shared_ptr<state>& shared() const noexcept { return state_; }

 private:
  std::shared_ptr<state> state_;
};

// A cancellation that a stop token raises while this lives, on the thread that requests the stop.
class stop_cancellation {
 public:
  explicit stop_cancellation(std::stop_token stop) : raise_(std::move(stop), raiser{of_}) {}
  const cancellation& get() const noexcept { return of_; }

 private:
  struct raiser {
    cancellation of;
    void operator()() { of.raise(); }
  };
  cancellation of_;
  std::stop_callback<raiser> raise_;
};

struct connect_options {
  endpoint server;
  tls_mode tls = tls_mode::implicit;  // starttls: the session calls start_tls() later
  tls_settings trust;
  instant connect_by{};  // resolve, TCP and an implicit TLS handshake end by then; zero: by the deadline
  instant deadline{};    // every later operation ends by then
};

// As the settings of a protocol have it, from now on.
template <class Settings>
connect_options connect_options_of(const Settings& how, instant now, instant deadline) {
  return {.server = how.server,
          .tls = how.tls,
          .trust = how.trust,
          .connect_by = now + how.connect_timeout,
          .deadline = deadline};
}

// What sessions of one module share: the executor, the clock, one SSL_CTX per trust setting, TLS sessions for
// resumption (a full handshake at least hourly and after every failure), and what was learnt about each
// server. Not thread-safe: used on the executor's one thread.
class network {
 public:
  network(boost::asio::any_io_executor executor, const clock& time);
  ~network();
  network(const network&) = delete;
  network& operator=(const network&) = delete;

  const boost::asio::any_io_executor& executor() const noexcept;
  const clock& time() const noexcept;

  // After the clock was moved: timers look again.
  void time_jumped();

  // When the earliest timer of all operations under way expires. For hosts and tests whose time is virtual.
  std::optional<instant> next_timer() const;

  // What is known about the service at `server` from earlier sessions of this process. Sessions store the
  // capability text of a TLS-protected or by-choice clear session, and whether pipelining failed there.
  // Bounded (1,024 servers, the longest unused is forgotten): do not keep the reference across a co_await.
  struct memory {
    std::string capabilities;  // as the session's protocol keeps them; empty: not known
    bool lockstep = false;     // pipelining was advertised and lost
  };
  memory& remembered(const endpoint& server, tls_mode tls);

  // The same of one account there; bounded (4,096 accounts) likewise.
  struct account_memory {
    std::string folders;  // as the session's protocol keeps them; empty: not known
    instant learnt{};     // when folders were
  };
  account_memory& remembered(const endpoint& server, tls_mode tls, const std::string& user);

  struct impl;
  impl& internals() noexcept { return *impl_; }

 private:
  std::unique_ptr<impl> impl_;
};

// Connected means: the greeting is next, and the stage stands there. `report` and `net` outlive the
// transport. The report's address, tls facts and flights are kept current; the time of a stage is booked when
// the next one begins or the transport is closed. Deadlines are of net's clock, stage times always of real
// time, as latencies want microseconds.
task<result<std::unique_ptr<transport>>> connect(network& net, connect_options options, cancellation cancel,
                                                 session_report& report);

// Waits until `when`, or until cancelled (cause::cancelled).
task<result<void>> wait_until(network& net, instant when, cancellation cancel);

}  // namespace watchpost::mail::net
