// One connection to an SMTP server: commands out, replies in.
//
//   session s{std::move(transport)};
//   s.at(stage::sender);
//   result<reply> heard = co_await s.ask(mail);
#pragma once

#include "../net/line_reader.h"
#include "../net/transport.h"
#include "../sasl/redaction.h"
#include "capabilities.h"
#include "reply.h"

#include <memory>
#include <string>
#include <string_view>

namespace watchpost::mail::smtp {

class session {
 public:
  explicit session(std::unique_ptr<net::transport> peer);
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  void at(stage s) { peer_->at(s); }

  // One flight; `bytes` until it has left. `shown` is what the transcript gets instead; without it, nothing
  // that is said during the sign-in gets there.
  net::task<result<void>> say(std::string_view bytes, std::string_view shown = {});
  net::task<result<reply>> hear();  // the next complete reply, of whatever code
  net::task<result<reply>> ask(std::string_view command, std::string_view shown = {});

  // QUIT, not waited for; then the connection is closed. Whether it arrives does not matter.
  net::task<void> quit();

  // Bytes are here that nobody asked for.
  bool has_unasked() const { return !lines_.buffered().empty(); }
  void forget_unasked() { lines_.forget(); }

  // Is kept out of every reply, and of the transcript.
  sasl::redaction concealed;

  net::transport& peer() { return *peer_; }

  capabilities offers;  // of the last EHLO

 private:
  void note(std::string_view line);
  void blot(reply& heard) const;

  std::unique_ptr<net::transport> peer_;
  net::line_reader lines_;
  reply_parser parser_;
};

}  // namespace watchpost::mail::smtp
