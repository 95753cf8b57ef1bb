#include "session.h"

#include <utility>

namespace watchpost::mail::smtp {

session::session(std::unique_ptr<net::transport> peer)
    : peer_(std::move(peer)), lines_(*peer_, reply_parser::max_line) {}

net::task<result<void>> session::say(std::string_view bytes, std::string_view shown) {
  if (shown.empty()) shown = peer_->at() == stage::sign_in ? secret_mark : bytes;
  peer_->report().transcript.client(peer_->at(), shown);
  result<void> said = co_await peer_->write(bytes);
  co_return said;
}

net::task<result<reply>> session::hear() {
  parser_.reset();
  std::string strange;  // what is no reply
  while (parser_.last() == reply_parser::step::more) {
    result<std::string_view> line = co_await lines_.line();
    if (!line) co_return line.error();
    note(*line);
    if (parser_.feed(*line) == reply_parser::step::garbage) strange = concealed.for_people(*line);
  }
  if (parser_.last() != reply_parser::step::done) {
    failure f;
    f.at = peer_->at();
    f.why = parser_.last() == reply_parser::step::garbage ? cause::protocol : cause::limit;
    f.detail = parser_.fault();
    f.server = printable(strange);
    co_return f;
  }
  reply heard = parser_.take();
  blot(heard);
  co_return heard;
}

net::task<result<reply>> session::ask(std::string_view command, std::string_view shown) {
  result<void> said = co_await say(command, shown);
  if (!said) co_return said.error();
  result<reply> heard = co_await hear();
  co_return heard;
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

}  // namespace watchpost::mail::smtp
