// Commands and replies of one POP3 connection, with the bookkeeping of pipelining (RFC 2449 section 6.6).
//
//   channel talk(net, std::move(transport), deadline);
//   co_await talk.send("TOP 1 0\r\nTOP 2 0\r\n", 2);
//   auto first = co_await talk.receive(shape::lines);
#pragma once

#include "mail/bet.h"
#include "mail/net/connection.h"
#include "mail/net/timer.h"
#include "mail/sasl/redaction.h"
#include "reply.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace watchpost::mail::pop3 {

class channel {
 public:
  channel(net::network& net, std::unique_ptr<net::transport> over, net::instant deadline);
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  net::transport& line() { return *over_; }
  void rebind(net::instant deadline, const net::cancellation& cancel, session_report& report);
  void at(stage s);

  // Never to stand in a failure or in the transcript, whatever the server echoes.
  sasl::redaction hidden;

  // What the connection took until it could bet; see bet.h.
  void opened_in(std::chrono::milliseconds opening) { opening_ = opening; }
  // There is time for another try.
  bool repeatable() const { return bet{deadline_, opening_}.repeatable(net_.time().now()); }

  // One flight of that many commands, each of which gets one reply. Two and more are a bet. Fails when an
  // answer is there that nobody asked for: from then on answers would be taken for those of other commands.
  // `shown` is what the transcript gets instead; without it, nothing that is sent during the sign-in gets
  // there.
  net::task<result<void>> send(std::string_view bytes, std::size_t commands, std::string_view shown = {});
  net::task<result<reply>> receive(shape form, body_limits bounds = {});

  // A last word that is not answered, or not waited for. It is no secret.
  net::task<void> say(std::string_view line);

  // Bytes that came behind the last reply.
  bool unasked() const { return begin_ != end_; }

  // The commands of a bet are not all answered, or the answers are out of step: what failed may be due to
  // pipelining.
  bool betting() const { return bet_ || (out_of_step_ && has_bet_); }

  failure fail(cause why, std::string detail) const;

  // The failure of a command that the server refused: by its response code (RFC 2449, 3206), without one that
  // is known by its words, `otherwise` where they say nothing.
  failure refused(const reply& with, cause otherwise, std::string detail = {}) const;

  // The failure of an answer that is not the one of its command.
  failure out_of_step(std::string detail);

 private:
  failure unasked_answer();
  void note(const reply& heard, shape form);

  net::network& net_;
  std::unique_ptr<net::transport> over_;
  net::instant deadline_;
  std::chrono::milliseconds opening_{};
  net::timer bet_ends_;
  reply_parser parser_;
  std::array<char, 8192> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t unanswered_ = 0;
  bool bet_ = false;
  bool bet_lost_ = false;
  bool has_bet_ = false;
  bool out_of_step_ = false;
  stage at_ = stage::greeting;
};

}  // namespace watchpost::mail::pop3
