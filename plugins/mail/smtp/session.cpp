#include "session.h"

#include "command.h"
#include "reply.h"

#include <utility>

namespace watchpost::mail::smtp {

session::session(std::unique_ptr<net::transport> peer)
    : peer_(std::move(peer)), lines_(*peer_, reply_parser::max_line) {}

net::task<result<void>> session::say(std::string_view bytes, std::string_view shown) {
  if (shown.empty()) shown = peer_->at() == stage::sign_in ? secret_mark : bytes;
  peer_->report().transcript.client(peer_->at(), shown);
  co_return co_await peer_->write(bytes);
}

net::task<result<reply>> session::hear() {
  parser_.reset();
  std::string strange;  // what is no reply
  while (parser_.last() == reply_parser::step::more) {
    CO_TRY_AS(line, co_await lines_.line());
    note(line);
    if (parser_.feed(line) == reply_parser::step::garbage) strange = concealed.for_people(line);
  }
  if (parser_.last() != reply_parser::step::done) {
    failure f = make_failure(peer_->at(),
                             parser_.last() == reply_parser::step::garbage ? cause::protocol : cause::limit,
                             std::string(parser_.fault()));
    f.server = printable(strange);
    co_return f;
  }
  reply heard = parser_.take();
  blot(heard);
  co_return heard;
}

net::task<result<reply>> session::ask(std::string_view command, std::string_view shown) {
  CO_TRY(co_await say(command, shown));
  co_return co_await hear();
}

net::task<void> session::quit() {
  result<void> ignored = co_await say("QUIT\r\n", "QUIT");
  peer_->close();
}

// A line of a reply, into the transcript. Challenges are payloads too.
void session::note(std::string_view line) {
  transcript& kept = peer_->report().transcript;
  if (line.starts_with("334") && line.size() > 4)
    kept.server(peer_->at(), "334 <secret>");
  else
    kept.server(peer_->at(), concealed.for_transcript(line));
}

void session::blot(reply& heard) const {
  for (auto& line : heard.lines) line = concealed.for_people(line);
}

namespace {

std::string own_name(const settings& how, const session_report& report) {
  return how.ehlo_name.empty() ? address_literal(report.own_address) : how.ehlo_name;
}

net::task<result<void>> introduce(session& s, const std::string& name) {
  s.at(stage::capabilities);
  s.offers = {};
  const std::string ehlo = "EHLO " + name + "\r\n";
  result<reply> heard = co_await s.ask(ehlo);
  if (!heard) co_return heard.error();
  if (heard->severity() == 2) {
    s.offers = read_capabilities(*heard);
    co_return result<void>{};
  }
  if (heard->severity() != 5) co_return verdict(stage::capabilities, *heard);
  const std::string helo = "HELO " + name + "\r\n";
  heard = co_await s.ask(helo);
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return verdict(stage::capabilities, *heard);
  co_return result<void>{};
}

failure tls_failure(cause why, std::string detail) {
  return make_failure(stage::tls, why, std::move(detail));
}

net::task<result<void>> secure(session& s) {
  s.at(stage::tls);
  if (!s.offers.starttls) co_return tls_failure(cause::no_starttls, "the server does not offer STARTTLS");
  CO_TRY_AS(heard, co_await s.ask("STARTTLS\r\n"));
  if (heard.code != 220) co_return verdict(stage::tls, heard);
  if (s.has_unasked())
    co_return tls_failure(cause::protocol, "bytes behind the reply to STARTTLS, before TLS (injection)");
  result<void> secured = co_await s.peer().start_tls();
  s.forget_unasked();
  co_return secured;
}

}  // namespace

net::task<result<void>> greet(session& s, const settings& how) {
  s.at(stage::greeting);
  CO_TRY_AS(heard, co_await s.hear());
  if (heard.severity() != 2) co_return verdict(stage::greeting, heard);

  const std::string name = own_name(how, s.peer().report());
  result<void> done = co_await introduce(s, name);
  if (!done || how.tls != net::tls_mode::starttls) co_return done;
  done = co_await secure(s);
  if (!done) co_return done;
  done = co_await introduce(s, name);
  co_return done;
}

}  // namespace watchpost::mail::smtp
