// A small client for the tests of the transport.
#pragma once

#include "mail/net/line_reader.h"
#include "support/failures.h"
#include "support/scripted_server.h"

namespace watchpost::mail::net {

// Connects and reads one line.
inline task<result<std::string>> first_line(network& net, connect_options how, cancellation cancel,
                                            session_report& report) {
  CO_TRY_AS(wire, co_await connect(net, how, cancel, report));
  line_reader in{*wire};
  CO_TRY_AS(line, co_await in.line());
  co_return std::string(line);
}

// As the script of `s` asks for it.
inline connect_options options_for(const test::scripted_session& s) {
  return {
      .server = s.server(), .tls = s.tls(), .trust = s.trust(), .connect_by = {}, .deadline = s.deadline()};
}

inline result<std::string> read_line(test::scripted_session& s, const connect_options& how) {
  return s.run([&](auto& net, auto cancel, auto& report) { return first_line(net, how, cancel, report); });
}

inline result<std::string> read_line(test::scripted_session& s) { return read_line(s, options_for(s)); }

}  // namespace watchpost::mail::net
