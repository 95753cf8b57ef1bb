#include "session.h"

#include "listing.h"
#include "mail/sasl/exchange.h"
#include "mail/sasl/mechanism.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::pop3 {

namespace {

constexpr std::size_t max_remembered = 4096;
constexpr body_limits capability_limits{.keep = 64 * 1024, .most = 64 * 1024, .most_lines = 1000};

}  // namespace

session::session(net::network& net, const access_settings& how, session_terms terms)
    : net_(net), how_(how), terms_(std::move(terms)) {}

net::task<result<void>> session::open(bool list) {
  CO_TRY(co_await reach());
  wants_list_ = list && can_.uidl;
  if (terms_.before_sign_in) co_await terms_.before_sign_in();
  CO_TRY(co_await sign_in());
  if (can_.known && can_text_.size() <= max_remembered) remembered().capabilities = can_text_;

  if (list_sent_) co_return co_await receive_list();
  if (list) co_return co_await this->list();
  co_return result<void>{};
}

net::task<result<void>> session::reach() {
  const net::instant began = net_.time().now();
  CO_TRY(co_await connect());
  const result<void> asked = co_await ask_capabilities();
  talk_->opened_in(net_.time().now() - began);
  co_return asked;
}

net::task<result<void>> session::connect() {
  CO_TRY_AS(connected,
            co_await net::connect(net_, net::connect_options_of(how_, net_.time().now(), terms_.deadline),
                                  terms_.cancel, *terms_.report));
  talk_ = std::make_unique<channel>(net_, std::move(connected), terms_.deadline);
  talk_->hidden.add(how_.user);
  CO_TRY(co_await greet());
  if (how_.tls == net::tls_mode::starttls) co_return co_await secure();
  co_return result<void>{};
}

net::task<result<void>> session::greet() {
  talk_->at(stage::greeting);
  CO_TRY_AS(greeting, co_await talk_->receive(shape::line));
  if (greeting.is == status::error) co_return talk_->refused(greeting, cause::temporary);
  if (greeting.is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of a greeting");
  co_return result<void>{};
}

// RFC 2595 section 4. The offer is not asked for first: a server without STLS refuses the command.
net::task<result<void>> session::secure() {
  talk_->at(stage::tls);
  CO_TRY(co_await talk_->send("STLS\r\n", 1));
  CO_TRY_AS(agreed, co_await talk_->receive(shape::line));
  if (agreed.is == status::error) {
    failure f = talk_->refused(agreed, cause::no_starttls, "TLS is required");
    f.why = cause::no_starttls;
    co_return f;
  }
  if (agreed.is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of TLS");
  if (talk_->unasked()) co_return talk_->fail(cause::protocol, "bytes behind the answer to STLS");
  co_return co_await talk_->line().start_tls();
}

net::task<result<void>> session::ask_capabilities() {
  const std::string known = remembered().capabilities;
  if (!known.empty() && !terms_.lockstep) {
    learn(parse_capabilities(known));
    if (can_.pipelining) {
      refreshing_ = true;
      co_return result<void>{};
    }
  }
  talk_->at(stage::capabilities);
  CO_TRY(co_await talk_->send("CAPA\r\n", 1));
  co_return co_await receive_capabilities();
}

net::task<result<void>> session::receive_capabilities() {
  talk_->at(stage::capabilities);
  CO_TRY_AS(answer, co_await talk_->receive(shape::lines, capability_limits));
  if (answer.is == status::challenge || answer.cut)
    co_return talk_->fail(cause::protocol, "CAPA was not answered");
  can_text_ = answer.body;
  learn(answer.is == status::ok ? parse_capabilities(can_text_) : without_capa());
  co_return result<void>{};
}

void session::learn(capabilities can) {
  can_ = std::move(can);
  terms_.report->login_delay = std::chrono::seconds(can_.login_delay);
}

net::task<result<void>> session::list() {
  talk_->at(stage::open);
  CO_TRY(co_await talk_->send("UIDL\r\n", 1));
  co_return co_await receive_list();
}

net::task<result<void>> session::receive_list() {
  talk_->at(stage::open);
  CO_TRY_AS(answer, co_await talk_->receive(shape::lines, {.keep = max_listing, .most = max_listing}));
  // A server may look at what rides with the sign-in before it is done with that.
  if (answer.is == status::error) {
    list_refused_ = std::exchange(list_sent_, false);
    failure f = talk_->refused(answer, cause::permanent);
    const bool unknown = f.why == cause::permanent && f.enhanced.empty();
    if (list_refused_ || !unknown) co_return f;
    co_return co_await list_by_headers();
  }
  if (answer.is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of a listing");
  if (answer.cut) co_return talk_->fail(cause::limit, "the listing is longer than what is accepted");
  auto listed = parse_unique_ids(answer.body);
  if (!listed) co_return talk_->fail(cause::protocol, "not a listing of unique-ids (RFC 1939 section 7)");
  list_ = std::move(listed->found);
  if (listed->without > 0)
    terms_.report->remark("messages to which the server gives no unique-id, passed over: " +
                          std::to_string(listed->without));
  list_said_ = answer.text;
  co_return result<void>{};
}

// UIDL is optional (RFC 1939 section 7).
net::task<result<void>> session::list_by_headers() {
  talk_->at(stage::open);
  CO_TRY(co_await talk_->send("LIST\r\n", 1));
  CO_TRY_AS(answer, co_await talk_->receive(shape::lines, {.keep = max_listing, .most = max_listing}));
  if (answer.is == status::error)
    co_return talk_->refused(answer, cause::permanent, "UIDL or LIST is needed (RFC 1939)");
  auto numbers = answer.cut ? std::nullopt : parse_scans(answer.body);
  if (answer.is != status::ok || !numbers)
    co_return talk_->fail(cause::protocol, "not a listing of messages (RFC 1939 section 5)");
  naming_ = "LIST";
  list_said_ = answer.text;
  if (numbers->size() > max_reread)
    numbers->erase(numbers->begin(), numbers->end() - static_cast<std::ptrdiff_t>(max_reread));
  terms_.report->remark("the server has no UIDL: the headers of " + std::to_string(numbers->size()) +
                        " messages are read at each poll");
  list_.clear();
  const text_sink take = [&](std::size_t i, const std::string& header, bool) {
    list_.push_back({(*numbers)[i], id_of(header)});
    return false;
  };
  const result<void> named = co_await read(extent::header, *numbers, take);
  count_copies(list_);
  co_return named;
}

void session::rebind(net::instant deadline, const net::cancellation& cancel, session_report& report) {
  terms_.deadline = deadline;
  terms_.cancel = cancel;
  terms_.report = &report;
  if (talk_) talk_->rebind(deadline, cancel, report);
}

net::task<void> session::leave() {
  if (!talk_ || quit_) co_return;
  talk_->at(stage::sign_out);
  co_await talk_->say("QUIT\r\n");
  talk_->line().close();
}

namespace {

constexpr std::size_t max_command = 255;  // RFC 5034 section 4, with its CRLF

bool breaks_lines(std::string_view setting) {
  return setting.find_first_of(std::string_view("\r\n\0", 3)) != setting.npos;
}

}  // namespace

net::task<result<void>> session::sign_in() {
  talk_->at(stage::sign_in);
  if (breaks_lines(how_.user.username) || breaks_lines(how_.user.password))
    co_return talk_->fail(cause::credentials, "a line break or NUL in user name or password");
  const bool bare = !talk_->line().secure();

  auto chosen = sasl::choose(can_.sasl, how_.user, !bare, how_.allow_cleartext_login);
  if (chosen) co_return co_await sign_in_by(**chosen);
  failure why = chosen.error();
  why.at = stage::sign_in;
  if (bare && can_.sasl.empty() && !can_.user)
    co_return talk_->fail(cause::insecure, std::string(sasl::wants_tls));
  if (why.why != cause::no_mechanism || !can_.user || !how_.user.token.empty()) co_return why;
  if (bare && !how_.allow_cleartext_login)
    co_return talk_->fail(cause::insecure, "PASS would show the password on a clear connection");
  co_return co_await sign_in_by_user();
}

// The first flight of a sign-in. CAPA rides before it when the capabilities are remembered ones, UIDL behind
// it when nothing of the sign-in is left to say. `shown`: the commands for the transcript.
net::task<result<void>> session::send_sign_in(const secret& commands, std::size_t count, std::string shown) {
  terms_.report->transcript.note(stage::sign_in, "signing in as " + how_.user.username + " by " + way_);
  const secret flight = commands.framed(refreshing_ ? "CAPA\r\n" : "", list_sent_ ? "UIDL\r\n" : "");
  const std::size_t all = count + (refreshing_ ? 1 : 0) + (list_sent_ ? 1 : 0);
  shown = (refreshing_ ? "CAPA\r\n" : "") + shown + (list_sent_ ? "UIDL\r\n" : "");
  CO_TRY(co_await talk_->send(flight.view(), all, shown));
  if (refreshing_) {
    CO_TRY(co_await receive_capabilities());
  }
  talk_->at(stage::sign_in);
  co_return result<void>{};
}

net::task<result<void>> session::sign_in_by_user() {
  way_ = terms_.report->mechanism = "USER";
  const std::string user = "USER " + how_.user.username + "\r\n";
  const secret pass = secret(how_.user.password).framed("PASS ", "\r\n");
  const bool together = pipelines();
  list_sent_ = together && wants_list_;

  const secret commands = together ? pass.framed(user, {}) : secret(user);
  constexpr std::string_view shown_pass = "PASS <secret>\r\n";
  const std::string shown = together ? user + std::string(shown_pass) : user;
  CO_TRY(co_await send_sign_in(commands, together ? 2 : 1, shown));
  CO_TRY_AS(named, co_await talk_->receive(shape::line));
  if (named.is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind USER");
  if (named.is == status::error) co_return turned_away(named);
  if (!together) {
    CO_TRY(co_await talk_->send(pass.view(), 1, shown_pass));
  }
  CO_TRY_AS(entered, co_await talk_->receive(shape::line));
  if (entered.is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind PASS");
  if (entered.is == status::error) co_return turned_away(entered);
  co_return result<void>{};
}

// RFC 5034 section 4.
net::task<result<void>> session::sign_in_by(sasl::mechanism& by) {
  way_ = terms_.report->mechanism = std::string(by.name());
  const std::string command = "AUTH " + way_;
  sasl::exchange exchange(by, talk_->hidden);
  const auto initial = exchange.initial(max_command - command.size() - 3);
  list_sent_ = initial && pipelines() && wants_list_ && exchange.complete();
  const secret opening = initial ? initial->framed(command + ' ', "\r\n") : secret(command + "\r\n");
  const std::string shown = initial ? command + ' ' + std::string(secret_mark) : command;
  CO_TRY(co_await send_sign_in(opening, 1, shown + "\r\n"));

  for (;;) {
    CO_TRY_AS(said, co_await talk_->receive(shape::line));
    if (said.is == status::error) co_return exchange.refused(turned_away(said));
    if (said.is == status::ok) co_return exchange.succeeded();
    if (list_sent_) co_return talk_->fail(cause::protocol, "a challenge where none was due");
    const result<secret> answer = exchange.answer(said.text);
    if (!answer) {
      co_await talk_->say("*\r\n");
      co_return answer.error();
    }
    list_sent_ = pipelines() && wants_list_ && exchange.complete();
    const secret flight = answer->framed({}, list_sent_ ? "\r\nUIDL\r\n" : "\r\n");
    CO_TRY(co_await talk_->send(flight.view(), list_sent_ ? 2 : 1,
                                list_sent_ ? "<secret>\r\nUIDL" : secret_mark));
  }
}

bool session::still_offered() const {
  if (way_ == "USER") return can_.user;
  const auto same = [&](const std::string& name) { return name == way_; };
  return std::any_of(can_.sasl.begin(), can_.sasl.end(), same);
}

failure session::turned_away(const reply& with) {
  if (refreshing_ && with.code.empty() && !still_offered()) {
    misled_ = true;
    remembered().capabilities = can_.known ? can_text_ : std::string();
  }
  return talk_->refused(with, cause::credentials);
}

}  // namespace watchpost::mail::pop3
