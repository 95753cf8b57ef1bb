// One connection to an SMTP server: commands out, replies in.
//
//   session s{std::move(transport)};
//   s.at(stage::sender);
//   result<reply> heard = co_await s.ask(mail);
#pragma once

#include "../net/line_reader.h"
#include "../net/transport.h"
#include "capabilities.h"
#include "reply.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::smtp {

class session {
 public:
  explicit session(std::unique_ptr<net::transport> peer);
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  void at(stage s) { peer_->at(s); }

  net::task<result<void>> say(std::string_view bytes);  // one flight; `bytes` until it has left
  net::task<result<reply>> hear();                      // the next complete reply, of whatever code
  net::task<result<reply>> ask(std::string_view command);

  // QUIT, not waited for; then the connection is closed. Whether it arrives does not matter.
  net::task<void> quit();

  // Bytes are here that nobody asked for.
  bool has_unasked() const { return !lines_.buffered().empty(); }
  void forget_unasked() { lines_.forget(); }

  // From now on these texts too are blotted out of every reply, as a server may echo what it was told. Texts
  // below 4 bytes are not looked for.
  void conceal(std::vector<std::string> texts) {
    for (auto& text : texts) concealed_.push_back(std::move(text));
  }

  net::transport& peer() { return *peer_; }

  capabilities offers;  // of the last EHLO

 private:
  void blot(reply& heard) const;

  std::unique_ptr<net::transport> peer_;
  net::line_reader lines_;
  reply_parser parser_;
  std::vector<std::string> concealed_;
};

}  // namespace watchpost::mail::smtp
