#include "channel.h"

#include "mail/server_words.h"
#include "mail/text/split.h"

#include <optional>
#include <utility>

namespace watchpost::mail::pop3 {
namespace {

// RFC 2449 section 8.1, RFC 3206.
std::optional<cause> by_code(std::string_view code, bool coming_in) {
  if (code == "AUTH") return cause::credentials;
  if (code == "IN-USE" || code == "LOGIN-DELAY") return cause::busy;
  if (code == "SYS/TEMP") return coming_in ? cause::busy : cause::temporary;
  if (code == "SYS/PERM") return cause::permanent;
  return std::nullopt;
}

}  // namespace

channel::channel(net::network& net, std::unique_ptr<net::transport> over, net::instant deadline)
    : net_(net), over_(std::move(over)), deadline_(deadline), bet_ends_(net, [this] {
        bet_lost_ = true;
        over_->close();
      }) {}

void channel::rebind(net::instant deadline, const net::cancellation& cancel, session_report& report) {
  deadline_ = deadline;
  over_->rebind(deadline, cancel, report);
}

void channel::at(stage s) {
  at_ = s;
  over_->at(s);
}

net::task<result<void>> channel::send(std::string_view bytes, std::size_t commands, std::string_view shown) {
  if (unanswered_ == 0 && unasked()) co_return unasked_answer();
  if (shown.empty()) shown = at_ == stage::sign_in ? secret_mark : bytes;
  over_->report().transcript.client(at_, shown);
  unanswered_ += commands;
  if (unanswered_ > 1) {
    bet_ = has_bet_ = true;
    if (const auto until = mail::bet{deadline_, opening_}.limit(net_.time().now()))
      bet_ends_.expires_at(*until);
    else
      bet_ends_.cancel();
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
      // With an open maildrop it may be a line of somebody's mail.
      const std::string words = at_ < stage::open ? strange.text : bytes_mark(strange.text.size());
      over_->report().transcript.server(at_, hidden.for_transcript(words));
      failure f = fail(cause::protocol, "not an answer of POP3 (RFC 1939)");
      f.server = printable(hidden.for_people(words));
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
  if (form != shape::body) kept.server(at_, hidden.for_transcript(line));
  if (form == shape::line || heard.is != status::ok) return;
  kept.server(at_, at_ == stage::capabilities ? heard.body + '.' : bytes_mark(heard.body.size()));
}

failure channel::fail(cause why, std::string detail) const {
  return make_failure(at_, why, std::move(detail));
}

failure channel::out_of_step(std::string detail) {
  out_of_step_ = true;
  return fail(cause::protocol, std::move(detail));
}

// Of a server that ends the session, or that has lost count.
failure channel::unasked_answer() {
  std::string_view all(buffer_.data() + begin_, end_ - begin_);
  reply said;
  if (parse_status(take_line(all), said) && said.is == status::error) return refused(said, cause::closed);
  return out_of_step("an answer that nobody asked for");
}

failure channel::refused(const reply& with, cause otherwise, std::string detail) const {
  const bool coming_in = at_ <= stage::sign_in;
  failure f = fail(otherwise, std::move(detail));
  f.server = printable(hidden.for_people(with.text));
  if (const auto why = by_code(with.code, coming_in)) {
    f.why = *why;
    f.enhanced = with.code;
  } else if (at_ == stage::sign_in) {
    f.why = cause_of_refused_sign_in(with.text);
  } else if (speaks_of_a_limit(with.text) ||
             (coming_in && (speaks_of_a_lock(with.text) || speaks_of_trouble(with.text)))) {
    f.why = cause::busy;
  }
  if (f.why == cause::busy) f.wait = suggested_wait(with.text);
  return f;
}

}  // namespace watchpost::mail::pop3
