#include "session.h"

#include "discretion.h"
#include "lexer.h"
#include "mail/secret.h"
#include "mail/server_words.h"
#include "mail/text/ascii.h"
#include "persistence.h"
#include "response.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {

namespace {

// Untagged data without which we come to no wrong end: a message that is not given is asked for again.
bool is_needless(std::string_view text) {
  lexer in(text);
  if (!in.take('*')) return false;
  in.blanks();
  if (in.number()) in.blanks();
  const auto word = in.atom();
  const std::string name = ascii::uppered(word.value_or(std::string_view{}));
  return name != "SEARCH" && name != "ESEARCH";
}

}  // namespace

session::session(std::unique_ptr<net::transport> wire, const net::clock& time, bool lockstep,
                 std::size_t literal)
    : wire_(std::move(wire)),
      time_(time),
      lockstep_(lockstep),
      lines_(*wire_, max_line),
      max_kept_(std::max(literal, max_literal)),
      assembler_(max_kept_ - max_literal + max_response) {}

std::string session::new_tag() {
  outstanding_.push_back('w' + std::to_string(++last_tag_));
  return outstanding_.back();
}

std::string session::sign_in_tag() {
  outstanding_.push_back("w0");
  return outstanding_.back();
}

std::string session::queue(std::string_view command) {
  std::string tag = 'w' + std::to_string(++last_tag_);
  std::string text = tag + ' ';
  text += command;
  text += "\r\n";
  queue_.push_back({tag, std::move(text)});
  return tag;
}

void session::queue_done() {
  std::erase(outstanding_, idle);
  queue_.push_front({std::exchange(idle, {}), "DONE\r\n"});
}

void session::idle_ended() { std::erase(outstanding_, std::exchange(idle, {})); }

bool session::withdraw(std::string_view tag) {
  const auto found =
      std::find_if(queue_.begin(), queue_.end(), [&](const queued& q) { return q.tag == tag; });
  if (found == queue_.end()) return false;
  queue_.erase(found);
  return true;
}

void session::note_said(std::string_view text, std::string_view shown) {
  if (shown.empty()) shown = wire_->at() == stage::sign_in ? secret_mark : text;
  wire_->report().transcript.client(wire_->at(), shown);
}

// Before a mailbox is open, a line that is no IMAP tells which service answers.
std::string session::shown(std::string_view line, bool begins) const {
  return wire_->at() < stage::open ? std::string(line) : discreet(line, begins);
}

// What the server said before it hung up.
failure session::ended(failure f) const {
  if (f.why != cause::closed || complaint_.empty()) return f;
  f.server = printable(confidential.for_people(complaint_));
  if (speaks_of_a_limit(f.server)) f.why = cause::busy;
  return f;
}

// Challenges are payloads too.
void session::note_heard(std::string_view line) {
  const bool challenge = wire_->at() == stage::sign_in && line.starts_with("+ ") && line.size() > 2;
  transcript& kept = wire_->report().transcript;
  if (challenge)
    kept.server(wire_->at(), "+ <secret>");
  else
    kept.server(wire_->at(), confidential.for_transcript(shown(line, assembler_.text().empty())));
}

net::task<result<void>> session::write(std::string_view text, std::string_view shown) {
  note_said(text, shown);
  return send(text);
}

net::task<result<void>> session::send(std::string_view text) {
  untagged_ = fetched_ = 0;
  complaint_.clear();
  return wire_->write(text);
}

net::task<result<void>> session::write_ahead(std::string text, std::string_view shown) {
  note_said(text, shown);
  if (!lockstep_) {
    if (!queue_.empty() && !bet_) bet_ = time_.now();
    for (auto& q : queue_) {
      text += q.text;
      wire_->report().transcript.client(wire_->at(), q.text);
      outstanding_.push_back(std::move(q.tag));
    }
    queue_.clear();
  }
  const result<void> written = co_await send(text);
  wipe(text);
  co_return written;
}

net::task<result<void>> session::write_first() {
  std::string text = std::move(queue_.front().text);
  outstanding_.push_back(std::move(queue_.front().tag));
  queue_.pop_front();
  co_return co_await write_ahead(std::move(text));
}

net::task<result<void>> session::write_queued() {
  while (!queue_.empty()) {
    CO_TRY(co_await write_first());
  }
  co_return result<void>{};
}

// In lockstep, sends what stands before `tag` and `tag`; otherwise everything. Nothing when it was sent
// already.
net::task<result<void>> session::flush(std::string_view tag) {
  const auto waits = [&] {
    return std::any_of(queue_.begin(), queue_.end(), [&](const queued& q) { return q.tag == tag; });
  };
  while (waits()) {
    CO_TRY(co_await write_first());
  }
  co_return result<void>{};
}

net::task<result<void>> session::read_literal() {
  const std::uint64_t size = assembler_.literal_size();
  wire_->report().transcript.server(wire_->at(), bytes_mark(size));
  const auto kept = static_cast<std::size_t>(std::min<std::uint64_t>(size, max_kept_));
  CO_TRY_AS(bytes, co_await lines_.bytes(kept, max_kept_));
  for (std::uint64_t left = size - kept; left > 0;) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(left, max_literal));
    CO_TRY(co_await lines_.bytes(step, max_literal));
    left -= step;
  }
  if (assembler_.literal(bytes) == assembler::step::limit)
    co_return fault(cause::limit, "a response that is too long");
  co_return result<void>{};
}

net::task<result<void>> session::read_response() {
  assembler_.clear();
  for (;;) {
    const result<std::string_view> line = co_await lines_.line();
    if (!line) co_return ended(line.error());
    note_heard(*line);
    const auto step = assembler_.line(*line);
    if (step == assembler::step::complete) co_return result<void>{};
    if (step == assembler::step::malformed)
      co_return fault(cause::protocol, "a NUL in a response", shown(*line, true));
    if (step == assembler::step::limit) co_return fault(cause::limit, "a response that is too long");
    CO_TRY(co_await read_literal());
  }
}

net::task<result<response>> session::next() {
  std::optional<response> r;
  while (!r) {
    CO_TRY(co_await read_response());
    const std::string_view text = assembler_.text();
    r = parse_response(text);
    const bool needed = outstanding_.empty() || !is_needless(text);
    if (!r && needed)
      co_return fault(cause::protocol, "not an IMAP response",
                      shown(text.substr(0, text.find("\r\n")), true));
    if (!r) wire_->report().remark("a response of the server that is not by the book was passed over");
    if (!r && ++untagged_ > max_untagged) co_return fault(cause::limit, "too many responses to one command");
  }
  if (too_many(*r)) co_return fault(cause::limit, "too many responses to one command");
  notice(*r);
  if (const auto* said = std::get_if<status_response>(&r->data); said && said->what == status::bye)
    co_return refused(*said);
  co_return std::move(*r);
}

bool session::too_many(const response& r) {
  if (!std::holds_alternative<fetch_data>(r.data)) return ++untagged_ > max_untagged;
  return ++fetched_ > std::min(max_fetched, std::min(folder.exists, max_fetched) + fetch_slack);
}

net::task<result<answer>> session::answered(std::string tag, const listener* heard) {
  CO_TRY(co_await flush(tag));
  const auto here = std::find_if(early_.begin(), early_.end(), [&](const auto& e) { return e.first == tag; });
  answer a;
  if (here != early_.end()) {
    a.said = std::move(here->second);
    early_.erase(here);
    co_return a;
  }
  for (;;) {
    CO_TRY_AS(r, co_await next());
    if (auto* more = std::get_if<continuation>(&r.data)) {
      a.continued = true;
      a.text = std::move(more->text);
      co_return a;
    }
    if (r.untagged()) {
      if (heard != nullptr && *heard) (*heard)(r);
      continue;
    }
    const auto mine = std::find(outstanding_.begin(), outstanding_.end(), r.tag);
    if (mine == outstanding_.end()) co_return fault(cause::protocol, "an answer to no command", r.tag);
    outstanding_.erase(mine);
    auto& said = std::get<status_response>(r.data);
    if (outstanding_.empty() && said.what == status::ok) bet_won();
    if (r.tag == tag) {
      a.said = std::move(said);
      co_return a;
    }
    early_.emplace_back(std::move(r.tag), std::move(said));
  }
}

net::task<result<status_response>> session::finish(std::string tag, const listener* heard) {
  CO_TRY_AS(a, co_await answered(std::move(tag), heard));
  if (a.continued) co_return fault(cause::protocol, "a continuation where none is expected", a.text);
  co_return std::move(a.said);
}

void session::notice(const response& r) {
  if (const auto* said = std::get_if<status_response>(&r.data)) {
    notice(said->code);
    if (r.untagged() && (said->what == status::no || said->what == status::bad)) complaint_ = said->text;
  } else if (const auto* able = std::get_if<capability_data>(&r.data)) {
    learn(able->names);
  } else if (const auto* now = std::get_if<exists_data>(&r.data)) {
    if (now->count > folder.exists) folder.news = true;
    folder.exists = now->count;
  } else if (const auto* gone = std::get_if<expunge_data>(&r.data)) {
    if (folder.exists > 0) --folder.exists;
    numbers.expunged(gone->number);
  } else if (const auto* shown = std::get_if<fetch_data>(&r.data); shown != nullptr && shown->uid) {
    numbers.told(shown->number, *shown->uid);
  }
}

void session::notice(const response_code& code) {
  if (code.name == "CAPABILITY") learn(code.argument);
  if (code.name == "READ-ONLY") folder.read_only = true;
  if (code.name == "READ-WRITE") folder.read_only = false;
  const auto number = to_number(code.argument);
  if (code.name == "UIDVALIDITY" && number) folder.validity = number;
  if (code.name == "UIDNEXT" && number && *number != 0) folder.next = number;
}

void session::learn(std::string_view capability_names) {
  caps = capabilities(capability_names);
  caps_final = signing_in || signed_in;
}

void session::forget() {
  caps = {};
  caps_final = false;
  folder = {};
  numbers = {};
  selected.clear();
}

failure session::fault(cause why, std::string detail, std::string_view server_text) const {
  failure f = make_failure(wire_->at(), why, std::move(detail));
  f.server = printable(confidential.for_people(server_text));
  return f;
}

failure session::refused(const status_response& said) const {
  status_response hidden = said;
  hidden.text = confidential.for_people(said.text);
  return refusal(wire_->at(), hidden);
}

namespace {

net::task<result<void>> greeting(session& s, net::tls_mode tls) {
  s.at(stage::greeting);
  CO_TRY_AS(r, co_await s.next());
  const auto* said = std::get_if<status_response>(&r.data);
  if (said == nullptr || !r.untagged() || (said->what != status::ok && said->what != status::preauth))
    co_return s.fault(cause::protocol, "not the greeting of an IMAP server");
  if (said->what == status::ok) co_return result<void>{};
  // RFC 9051 section 7.1.4: STARTTLS is not possible any more.
  if (tls != net::tls_mode::none && !s.wire().secure())
    co_return s.fault(cause::insecure, "PREAUTH on a clear connection", said->text);
  s.signed_in = true;
  s.caps_final = s.caps.known();
  co_return result<void>{};
}

net::task<result<void>> go_secure(session& s) {
  s.at(stage::tls);
  if (s.caps.known() && !s.caps.has("STARTTLS"))
    co_return s.fault(cause::no_starttls, "the server does not offer STARTTLS");
  const std::string tag = s.queue("STARTTLS");
  CO_TRY_AS(said, co_await s.finish(tag));
  if (said.what != status::ok) {
    failure f = s.refused(said);
    f.why = cause::no_starttls;
    co_return f;
  }
  if (s.unread()) co_return s.fault(cause::protocol, "data in the clear behind the answer to STARTTLS");
  s.forget();
  co_return co_await s.wire().start_tls();
}

}  // namespace

net::task<result<void>> ask_capabilities(session& s) {
  const std::string tag = s.queue("CAPABILITY");
  CO_TRY_AS(said, co_await s.finish(tag));
  if (said.what != status::ok) co_return s.refused(said);
  if (!s.caps.known()) co_return s.fault(cause::protocol, "no capabilities in the answer to CAPABILITY");
  co_return result<void>{};
}

net::task<void> log_out(session& s) {
  s.at(stage::sign_out);
  std::string text;
  if (!s.idle.empty()) text = "DONE\r\n";
  text += s.new_tag();
  text += " LOGOUT\r\n";
  const result<void> ignored = co_await s.write(text);
  (void)ignored;
  s.wire().close();
}

net::task<result<std::unique_ptr<session>>> open_session(net::network& net, const access_settings& how,
                                                         operation what, bool lockstep) {
  const net::instant began = net.time().now();
  CO_TRY_AS(wire, co_await net::connect(net, net::connect_options_of(how, began, what.deadline), what.cancel,
                                        *what.report));

  auto s = std::make_unique<session>(std::move(wire), net.time(), lockstep, how.whole_body);
  CO_TRY(co_await greeting(*s, how.tls));
  if (how.tls == net::tls_mode::starttls && !s->wire().secure()) {
    CO_TRY(co_await go_secure(*s));
  }

  s->at(stage::capabilities);
  const remembered_capabilities known = recall(net, how);
  s->expected = known.after;
  if (!s->caps.known() && !s->signed_in) s->caps = known.before;
  if (!s->caps.known()) {
    CO_TRY(co_await ask_capabilities(*s));
  }
  s->opening = net.time().now() - began;
  // RFC 2971. Some servers let nobody open a mailbox who has not said it.
  if (s->caps.has("ID")) s->id = s->queue("ID (\"name\" \"Watchpost\")");
  co_return std::move(s);
}

}  // namespace watchpost::mail::imap
