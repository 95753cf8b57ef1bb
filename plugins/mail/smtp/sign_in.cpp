#include "sign_in.h"

#include "command.h"
#include "mail/sasl/exchange.h"
#include "mail/sasl/mechanism.h"
#include "reply.h"

namespace watchpost::mail::smtp {
namespace {

using sasl::sign_in_failure;

}  // namespace

result<std::unique_ptr<sasl::mechanism>> choose_mechanism(session& s, const settings& how) {
  s.at(stage::sign_in);
  if (s.offers.mechanisms.empty() && s.offers.starttls && !s.peer().secure())
    return sign_in_failure(cause::insecure, std::string(sasl::wants_tls));
  if (s.offers.mechanisms.empty())
    return sign_in_failure(cause::no_mechanism, s.peer().secure()
                                                    ? "the server offers no sign-in"
                                                    : "the server offers no sign-in on a clear connection");
  auto chosen = sasl::choose(s.offers.mechanisms, *how.auth, s.peer().secure(), how.allow_cleartext_login);
  if (!chosen) {
    failure f = chosen.error();
    f.at = stage::sign_in;
    return f;
  }
  s.peer().report().mechanism = (*chosen)->name();
  s.peer().report().transcript.note(
      stage::sign_in, "signing in as " + how.auth->username + " by " + s.peer().report().mechanism);
  s.concealed.add(*how.auth);
  return chosen;
}

net::task<result<void>> authenticate(session& s, sasl::mechanism& with) {
  s.at(stage::sign_in);
  sasl::exchange exchange(with, s.concealed);
  const auto initial = exchange.initial(max_command - auth_command(with.name(), nullptr).view().size() - 1);
  const secret opening = auth_command(with.name(), initial ? &*initial : nullptr);
  result<reply> heard = co_await s.ask(opening.view(), shown_auth(with.name(), initial.has_value()));
  while (heard && heard->severity() == 3) {
    const result<secret> answer =
        heard->code == 334 ? exchange.answer(heard->text()) : result<secret>(verdict(stage::sign_in, *heard));
    if (!answer) {
      const result<void> ignored = co_await s.say("*\r\n", "*");
      co_return answer.error();
    }
    const secret line = answer->framed({}, "\r\n");
    heard = co_await s.ask(line.view());
  }
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return exchange.refused(verdict(stage::sign_in, *heard));
  co_return exchange.succeeded();
}

}  // namespace watchpost::mail::smtp
