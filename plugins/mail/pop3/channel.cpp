#include "channel.h"

#include "../busy_words.h"

#include <openssl/crypto.h>

#include <utility>

namespace watchpost::mail::pop3 {

channel::channel(net::network& net, std::unique_ptr<net::transport> over, net::instant deadline)
    : net_(net), over_(std::move(over)), deadline_(deadline), bet_ends_(net.internals().timers, [this] {
        bet_lost_ = true;
        over_->close();
      }) {}

channel::~channel() {
  for (auto& secret : secrets_) OPENSSL_cleanse(secret.data(), secret.size());
}

void channel::rebind(net::instant deadline, const net::cancellation& cancel, session_report& report) {
  deadline_ = deadline;
  over_->rebind(deadline, cancel, report);
}

void channel::at(stage s) {
  at_ = s;
  over_->at(s);
}

void channel::hide(std::string secret) {
  if (!secret.empty()) secrets_.push_back(std::move(secret));
}

net::task<result<void>> channel::send(std::string_view bytes, std::size_t commands, std::string_view shown) {
  if (unanswered_ == 0 && unasked()) co_return unasked_answer();
  if (shown.empty()) shown = at_ == stage::sign_in ? secret_mark : bytes;
  over_->report().transcript.client(at_, shown);
  unanswered_ += commands;
  if (unanswered_ > 1) {
    bet_ = has_bet_ = true;
    const auto now = net_.time().now();
    bet_ends_.expires_at(now + (deadline_ - now) / 3);
  }
  const result<void> sent = co_await over_->write(bytes);
  // A server that closed may have said why: its words are still to be read.
  if (!sent && sent.error().why != cause::closed) co_return sent.error();
  co_return result<void>{};
}

net::task<void> channel::say(std::string_view line) {
  over_->report().transcript.client(at_, line);
  const result<void> ignored = co_await over_->write(line);
  (void)ignored;
}

net::task<result<reply>> channel::receive(shape form, body_limits bounds) {
  parser_.expect(form, bounds);
  for (;;) {
    const auto fed = parser_.feed(std::string_view(buffer_.data() + begin_, end_ - begin_));
    begin_ += fed.used;
    if (fed.now == progress::done) {
      if (unanswered_ > 0 && form != shape::body) --unanswered_;
      if (unanswered_ == 0) {
        bet_ = false;
        bet_ends_.cancel();
      }
      reply heard = parser_.take();
      note(heard, form);
      co_return heard;
    }
    if (fed.now == progress::limit)
      co_return fail(cause::limit, "the answer is longer than what is accepted");
    if (fed.now == progress::malformed) {
      const reply strange = parser_.take();
      over_->report().transcript.server(at_, redacted(strange.text, secrets_));
      failure f = fail(cause::protocol, "not an answer of POP3 (RFC 1939)");
      f.server = presentable(strange.text);
      co_return f;
    }
    begin_ = end_ = 0;
    const result<std::size_t> got = co_await over_->read_some(buffer_);
    if (!got) {
      if (bet_lost_) co_return fail(cause::timeout, "pipelined commands were not all answered");
      co_return got.error();
    }
    end_ = *got;
  }
}

// Challenges are payloads too. Of bodies only capabilities are worth keeping; the others are mail of people.
void channel::note(const reply& heard, shape form) {
  transcript& kept = over_->report().transcript;
  if (heard.is == status::challenge) {
    kept.server(at_, heard.text.empty() ? "+" : at_ == stage::sign_in ? "+ <secret>" : "+ " + heard.text);
    return;
  }
  std::string line = heard.is == status::ok ? "+OK" : "-ERR";
  if (!heard.code.empty()) line += " [" + heard.code + ']';
  if (!heard.text.empty()) line += ' ' + heard.text;
  if (form != shape::body) kept.server(at_, secrets_.empty() ? line : redacted(line, secrets_));
  if (form == shape::line || heard.is != status::ok) return;
  kept.server(at_, at_ == stage::capabilities ? heard.body + '.' : bytes_mark(heard.body.size()));
}

failure channel::fail(cause why, std::string detail) const {
  failure f;
  f.at = at_;
  f.why = why;
  f.detail = std::move(detail);
  return f;
}

failure channel::out_of_step(std::string detail) {
  out_of_step_ = true;
  return fail(cause::protocol, std::move(detail));
}

// Of a server that ends the session, or that has lost count.
failure channel::unasked_answer() {
  const std::string_view all(buffer_.data() + begin_, end_ - begin_);
  auto line = all.substr(0, all.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  reply said;
  if (parse_status(line, said) && said.is == status::error) return refused(said, cause::closed);
  return out_of_step("an answer that nobody asked for");
}

failure channel::refused(const reply& with, cause otherwise, std::string detail) const {
  failure f = fail(otherwise, std::move(detail));
  if (with.code.empty() && at_ <= stage::sign_in &&
      (speaks_of_a_limit(with.text) || speaks_of_a_lock(with.text)))
    f.why = cause::busy;
  if (with.code == "AUTH") f.why = cause::credentials;
  if (with.code == "IN-USE" || with.code == "LOGIN-DELAY") f.why = cause::busy;
  if (with.code == "SYS/TEMP") f.why = at_ <= stage::sign_in ? cause::busy : cause::temporary;
  if (with.code == "SYS/PERM") f.why = cause::permanent;
  f.enhanced = presentable(with.code);
  f.server = presentable(with.text);
  return f;
}

std::string channel::presentable(std::string_view said) const {
  std::string text(said);
  for (const auto& secret : secrets_)
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + 3))
      text.replace(at, secret.size(), "***");
  return printable(text);
}

}  // namespace watchpost::mail::pop3
