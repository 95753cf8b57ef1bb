#include "sign_in.h"

#include "command.h"
#include "mail/sasl/exchange.h"
#include "mail/sasl/mechanism.h"
#include "mail/secret.h"
#include "persistence.h"

#include <utility>

namespace watchpost::mail::imap {
namespace {

capabilities offers(const session& s) { return s.takes_offers ? s.caps : capabilities(); }

// `shown`: for the transcript.
net::task<result<void>> send(session& s, std::string text, std::string shown, bool last) {
  if (last) {
    co_return co_await s.write_ahead(std::move(text), shown);
  }
  const result<void> written = co_await s.write(text, shown);
  wipe(text);
  co_return written;
}

net::task<failure> give_up(session& s, failure f) {
  f.at = stage::sign_in;
  const result<void> ignored = co_await s.write("*\r\n", "*");
  (void)ignored;
  co_return f;
}

net::task<result<status_response>> by_mechanism(session& s, sasl::mechanism& m) {
  const bool single = m.single_flight();
  const std::string tag = s.sign_in_tag();
  const std::string command = tag + " AUTHENTICATE " + std::string(m.name());
  sasl::exchange exchange(m, s.confidential);
  const auto first = exchange.initial(offers(s).initial_response() ? sasl::exchange::any_room : 0);
  const secret opening = first ? first->framed(command + ' ', "\r\n") : secret(command + "\r\n");
  const std::string shown = first ? command + ' ' + std::string(secret_mark) : command;
  CO_TRY(co_await send(s, std::string(opening.view()), shown, first && single));

  for (;;) {
    CO_TRY_AS(a, co_await s.answered(tag));
    if (!a.continued) {
      const result<void> believed = exchange.succeeded();
      if (a.said.what == status::ok && !believed) co_return believed.error();
      if (a.said.what != status::ok && !m.complaint().empty()) co_return exchange.refused(s.refused(a.said));
      co_return std::move(a.said);
    }
    const result<secret> reply = exchange.answer(a.text);
    if (!reply) {
      const failure f = co_await give_up(s, reply.error());
      co_return f;
    }
    const secret line = reply->framed({}, "\r\n");
    CO_TRY(co_await send(s, std::string(line.view()), std::string(secret_mark), single));
  }
}

net::task<result<status_response>> by_login(session& s, const sasl::credentials& user) {
  auto command = login_command(user.username, user.password, offers(s));
  if (!command) co_return s.fault(cause::internal, "CR, LF or NUL in user name or password");
  const std::string tag = s.sign_in_tag();
  command->front().insert(0, tag + ' ');
  command->back() += "\r\n";
  for (std::size_t i = 0; i < command->size(); ++i) {
    const bool last = i + 1 == command->size();
    std::string shown = i == 0 ? tag + " LOGIN " : std::string();
    shown += secret_mark;
    CO_TRY(co_await send(s, std::move((*command)[i]), std::move(shown), last));
    CO_TRY_AS(a, co_await s.answered(tag));
    if (!a.continued) co_return std::move(a.said);
    if (last) co_return s.fault(cause::protocol, "a continuation where none is expected", a.text);
  }
  co_return s.fault(cause::internal, "an empty command");
}

// LOGIN, where nothing forbids it.
result<void> login_possible(const session& s, bool secure, const access_settings& how) {
  if (s.caps.has("LOGINDISABLED"))
    return secure ? s.fault(cause::no_mechanism, "no mechanism in common, and LOGIN is disabled")
                  : s.fault(cause::insecure, std::string(sasl::wants_tls));
  if (!secure && !how.allow_cleartext_login)
    return s.fault(cause::insecure, "LOGIN would show the password on a clear connection");
  return result<void>{};
}

void note_attempt(session& s, const access_settings& how) {
  session_report& report = s.wire().report();
  report.transcript.note(stage::sign_in, "signing in as " + how.user.username + " by " + report.mechanism);
}

net::task<result<status_response>> exchange(session& s, const access_settings& how) {
  const bool secure = s.wire().secure();
  const std::vector<std::string> offered = s.caps.mechanisms();
  result<std::unique_ptr<sasl::mechanism>> chosen =
      sasl::choose(offered, how.user, secure, how.allow_cleartext_login);
  s.confidential.add(how.user);
  if (chosen) {
    s.wire().report().mechanism = (*chosen)->name();
    note_attempt(s, how);
    s.signing_in = true;
    co_return co_await by_mechanism(s, **chosen);
  }
  failure f = chosen.error();
  f.at = stage::sign_in;
  if (f.why != cause::no_mechanism || !how.user.token.empty()) co_return f;
  const result<void> possible = login_possible(s, secure, how);
  if (!possible) co_return possible.error();
  s.wire().report().mechanism = "LOGIN";
  note_attempt(s, how);
  s.signing_in = true;
  co_return co_await by_login(s, how.user);
}

}  // namespace

net::task<result<void>> authenticate(session& s, net::network& net, const access_settings& how) {
  if (s.signed_in) co_return result<void>{};
  s.at(stage::sign_in);
  remembered_capabilities known;
  known.before = s.caps;
  const result<status_response> said = co_await exchange(s, how);
  if (!said || said->what != status::ok) forget(net, how);
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  s.signed_in = true;
  s.signing_in = false;
  if (!s.caps_final && s.expected.known()) {
    s.caps = s.expected;
    s.caps_final = true;
  }
  if (s.caps_final) known.after = s.caps;
  remember(net, how, known);
  if (s.lockstep() && !s.id.empty()) {
    CO_TRY(co_await s.finish(s.id));
  }
  co_return result<void>{};
}

}  // namespace watchpost::mail::imap
