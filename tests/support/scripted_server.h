// A mail server that follows a script, line by line, on a loopback socket with real TLS. For the error paths
// of clients: what a session does is decided by the script alone, and time is the test's.
//
//   scripted_session s(R"(
//     S: 220 mail.test ESMTP
//     C: EHLO *
//     S: 250-mail.test
//     S: 250 STARTTLS
//     C: STARTTLS
//     S: 220 go ahead
//     starttls
//     C: EHLO *
//     stall
//   )");
//   auto r = s.run([&](auto& net, auto cancel, auto& report) {
//     return smtp::submit(net, s.settings(), ...);
//   });
//   EXPECT_EQ(r.error().why, cause::timeout);
//   EXPECT_EQ(s.unexpected(), "");            // the client said what the script expected
//
// Directives, one a line (leading blanks ignored, '#' starts a comment line):
//   S: text        sends text + CRLF; consecutive S: and raw: lines leave in one segment
//   raw: text      sends text; escapes \r \n \0 \t \\ \xHH; no line end added
//   C: pattern     reads one CRLF line and matches it; '*' matches anything
//   data           reads a message up to the dot line; kept, as sent, in s.message()
//   literal N      reads N bytes; kept in s.message(); '*': as many as the last number in the client's
//                  last line
//   tls NAME       accepts implicit TLS (first line of the script) with the certificate NAME (default good):
//                  good, wrong-name, subject-only, expired, self-signed, untrusted; words that may follow: 1.1 or 1.2 (the
//                  only version), fresh (knows no TLS session of earlier connections)
//   starttls NAME  the same in mid-dialogue
//   repeat N text  sends text + CRLF N times (oversized answers)
//   flood N        sends N times 'x', no line end
//   stall          says nothing more; virtual time then runs to the client's next deadline
//   close          closes cleanly (TLS close_notify where there is TLS)
//   reset          closes with RST
//   cancel         raises the client's cancellation
//   advance MS     moves the clock
//   next           the client reconnects here: what follows is the script of its next connection
//
// One script per connection: after the last line the server waits for the client to close; what the client
// says then is unexpected. Blanks at the end of a line do not count: write "raw: +\x20\r\n" where they must.
#pragma once

#include "mail/net/connection.h"
#include "support/manual_clock.h"

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace watchpost::test {

struct script_options {
  // The server resets each connection before directive number `cut_before` (from 0) of its script: the error
  // path behind every line, in a loop up to steps().
  std::size_t cut_before = std::numeric_limits<std::size_t>::max();

  // How long both sides may be silent in real time before virtual time runs. More than the default only for
  // clients that wait for something outside of the event loop, as the resolver.
  std::chrono::milliseconds patience{20};

  // What trust() says.
  bool verify = true;
};

class scripted_session {
 public:
  explicit scripted_session(std::string_view script, script_options options = {});
  ~scripted_session();
  scripted_session(const scripted_session&) = delete;
  scripted_session& operator=(const scripted_session&) = delete;

  // For the client's settings. The mode is what the script does: implicit, starttls or none.
  mail::net::endpoint server() const;  // 127.0.0.1 and the port
  mail::net::tls_mode tls() const;
  mail::net::tls_settings trust() const;  // the throw-away authority
  mail::net::instant deadline() const;    // 30 s from now

  // Runs the coroutine that `client(net, cancel, report)` makes to its end and hands out what it returns. The
  // network, and so what it remembers, is the same in every run(); cancellation and report are new in each.
  template <class F>
  auto run(F&& client);

  manual_clock& clock();
  mail::net::network& network();
  mail::net::cancellation& cancellation();  // of the latest run()
  mail::session_report& report();           // of the latest run()

  std::string transcript();  // "S: ..." and "C: ..." lines, "-- ..." for the rest
  std::string message();     // the latest
  const std::vector<std::string>& messages();
  std::string unexpected();  // empty: the client did what the script expected, and all of it
  std::size_t connections();
  std::size_t steps() const;  // directives of the longest connection

 private:
  void begin();
  void drive(const std::function<mail::net::task<void>()>& client);

  struct impl;
  std::unique_ptr<impl> impl_;
};

template <class F>
auto scripted_session::run(F&& client) {
  begin();
  using work = std::invoke_result_t<F&, mail::net::network&, mail::net::cancellation, mail::session_report&>;
  using value = typename work::value_type;
  if constexpr (std::is_void_v<value>) {
    drive([&] { return client(network(), cancellation(), report()); });
  } else {
    std::optional<value> out;
    drive([&]() -> mail::net::task<void> {
      out.emplace(co_await client(network(), cancellation(), report()));
    });
    return std::move(*out);
  }
}

}  // namespace watchpost::test
