#include "session.h"

#include "known_ids.h"

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
  const result<void> reached = co_await reach();
  if (!reached) co_return reached.error();
  wants_list_ = list && can_.uidl;
  if (terms_.before_sign_in) co_await terms_.before_sign_in();
  const result<void> entered = co_await sign_in();
  if (!entered) co_return entered.error();
  if (can_.known && can_text_.size() <= max_remembered) remembered().capabilities = can_text_;

  if (list_sent_) co_return co_await receive_list();
  if (list) co_return co_await this->list();
  co_return result<void>{};
}

net::task<result<void>> session::reach() {
  const net::instant began = net_.time().now();
  const result<void> connected = co_await connect();
  if (!connected) co_return connected.error();
  const result<void> asked = co_await ask_capabilities();
  talk_->opened_in(net_.time().now() - began);
  co_return asked;
}

net::task<result<void>> session::connect() {
  net::connect_options to;
  to.server = how_.server;
  to.tls = how_.tls;
  to.trust = how_.trust;
  to.connect_by = std::min(terms_.deadline, net_.time().now() + how_.connect_timeout);
  to.deadline = terms_.deadline;
  auto connected = co_await net::connect(net_, std::move(to), terms_.cancel, *terms_.report);
  if (!connected) co_return connected.error();
  talk_ = std::make_unique<channel>(net_, std::move(*connected), terms_.deadline);
  talk_->hidden.add(how_.user);
  const result<void> greeted = co_await greet();
  if (!greeted) co_return greeted.error();
  if (how_.tls == net::tls_mode::starttls) co_return co_await secure();
  co_return result<void>{};
}

net::task<result<void>> session::greet() {
  talk_->at(stage::greeting);
  const result<reply> greeting = co_await talk_->receive(shape::line);
  if (!greeting) co_return greeting.error();
  if (greeting->is == status::error) co_return talk_->refused(*greeting, cause::temporary);
  if (greeting->is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of a greeting");
  co_return result<void>{};
}

// RFC 2595 section 4. The offer is not asked for first: a server without STLS refuses the command.
net::task<result<void>> session::secure() {
  talk_->at(stage::tls);
  const result<void> sent = co_await talk_->send("STLS\r\n", 1);
  if (!sent) co_return sent.error();
  const result<reply> agreed = co_await talk_->receive(shape::line);
  if (!agreed) co_return agreed.error();
  if (agreed->is == status::error) {
    failure f = talk_->refused(*agreed, cause::no_starttls, "TLS is required");
    f.why = cause::no_starttls;
    co_return f;
  }
  if (agreed->is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of TLS");
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
  const result<void> sent = co_await talk_->send("CAPA\r\n", 1);
  if (!sent) co_return sent.error();
  co_return co_await receive_capabilities();
}

net::task<result<void>> session::receive_capabilities() {
  talk_->at(stage::capabilities);
  const result<reply> answer = co_await talk_->receive(shape::lines, capability_limits);
  if (!answer) co_return answer.error();
  if (answer->is == status::challenge || answer->cut)
    co_return talk_->fail(cause::protocol, "CAPA was not answered");
  can_text_ = answer->body;
  learn(answer->is == status::ok ? parse_capabilities(can_text_) : without_capa());
  co_return result<void>{};
}

void session::learn(capabilities can) {
  can_ = std::move(can);
  terms_.report->login_delay = std::chrono::seconds(can_.login_delay);
}

net::task<result<void>> session::list() {
  talk_->at(stage::open);
  const result<void> sent = co_await talk_->send("UIDL\r\n", 1);
  if (!sent) co_return sent.error();
  co_return co_await receive_list();
}

net::task<result<void>> session::receive_list() {
  talk_->at(stage::open);
  const result<reply> answer =
      co_await talk_->receive(shape::lines, {.keep = max_listing, .most = max_listing});
  if (!answer) co_return answer.error();
  // A server may look at what rides with the sign-in before it is done with that.
  if (answer->is == status::error) {
    list_refused_ = std::exchange(list_sent_, false);
    failure f = talk_->refused(*answer, cause::permanent);
    const bool unknown = f.why == cause::permanent && f.enhanced.empty();
    if (list_refused_ || !unknown) co_return f;
    co_return co_await list_by_headers();
  }
  if (answer->is != status::ok) co_return talk_->fail(cause::protocol, "a challenge instead of a listing");
  if (answer->cut) co_return talk_->fail(cause::limit, "the listing is longer than what is accepted");
  auto listed = parse_unique_ids(answer->body);
  if (!listed) co_return talk_->fail(cause::protocol, "not a listing of unique-ids (RFC 1939 section 7)");
  list_ = std::move(listed->found);
  if (listed->without > 0)
    terms_.report->remark("messages to which the server gives no unique-id, passed over: " +
                          std::to_string(listed->without));
  list_said_ = answer->text;
  co_return result<void>{};
}

// UIDL is optional (RFC 1939 section 7).
net::task<result<void>> session::list_by_headers() {
  talk_->at(stage::open);
  const result<void> sent = co_await talk_->send("LIST\r\n", 1);
  if (!sent) co_return sent.error();
  const result<reply> answer =
      co_await talk_->receive(shape::lines, {.keep = max_listing, .most = max_listing});
  if (!answer) co_return answer.error();
  if (answer->is == status::error)
    co_return talk_->refused(*answer, cause::permanent, "UIDL or LIST is needed (RFC 1939)");
  auto numbers = answer->cut ? std::nullopt : parse_scans(answer->body);
  if (answer->is != status::ok || !numbers)
    co_return talk_->fail(cause::protocol, "not a listing of messages (RFC 1939 section 5)");
  naming_ = "LIST";
  list_said_ = answer->text;
  if (numbers->size() > max_reread)
    numbers->erase(numbers->begin(), numbers->end() - static_cast<std::ptrdiff_t>(max_reread));
  terms_.report->remark("the server has no UIDL: the headers of " + std::to_string(numbers->size()) +
                        " messages are read at each poll");
  list_.clear();
  const text_sink take = [&](std::size_t i, std::string header, bool) {
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

}  // namespace watchpost::mail::pop3
