// A byte stream to a server: what protocol sessions speak through. The real one is net/connection.h; tests
// have doubles in memory.
#pragma once

#include "clock.h"
#include "mail/failure.h"
#include "mail/report.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace watchpost::mail::net {

template <class T>
using task = boost::asio::awaitable<T>;

class cancellation;

// One thread at a time; one read and one write at a time. Every operation ends by the deadline of the
// transport, with cause::timeout, and ends early with cause::cancelled when the transport is cancelled.
// Failures carry the stage last set by at().
class transport {
 public:
  virtual ~transport() = default;

  // The stage that failures are booked on, and whose time is measured.
  virtual void at(stage s) = 0;
  virtual stage at() const = 0;

  // At least one byte, or a failure (cause::closed at the end of the stream).
  virtual task<result<std::size_t>> read_some(std::span<char> into) = 0;

  // All of it. TCP_NODELAY is on: one call is one flight.
  virtual task<result<void>> write(std::string_view bytes) = 0;

  // Turns a clear stream into TLS, after the server agreed to STARTTLS. The certificate is verified as the
  // connection's settings say. Begins stage::tls.
  virtual task<result<void>> start_tls() = 0;

  // True when the stream is encrypted (whether or not the certificate was verified by wish of the settings).
  virtual bool secure() const = 0;

  virtual session_report& report() = 0;

  // For the next user of an open stream: from now on its operations end by `deadline` and with `cancel`, and
  // what is measured and learnt goes to `report`, which is told what is known of the connection. Between
  // operations only.
  virtual void rebind(instant deadline, const cancellation& cancel, session_report& report) = 0;

  // Ends the stream without a word; pending operations fail with cause::closed. Idempotent.
  virtual void close() noexcept = 0;
};

}  // namespace watchpost::mail::net
