#include "authenticate.h"

#include "../sasl/failures.h"
#include "command.h"
#include "secret.h"
#include "verdict.h"

#include <optional>
#include <utility>

namespace watchpost::mail::smtp {
namespace {

using sasl::sign_in_failure;

constexpr int max_challenges = 10;

// The answer to a 334; a failure asks for cancelling.
result<std::string> answer_to(const reply& challenge, sasl::mechanism& with) {
  if (challenge.code != 334) return verdict(stage::sign_in, challenge);
  const auto decoded = sasl::from_base64(challenge.text());
  if (!decoded) return sign_in_failure(cause::protocol, "the challenge is not base64");
  auto answer = with.answer(*decoded);
  if (!answer) {
    failure f = answer.error();
    f.at = stage::sign_in;
    return f;
  }
  return sasl::to_base64(*answer) + "\r\n";
}

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
  std::optional<std::string> initial = with.initial();
  std::optional<std::string> held_back;
  std::string command = auth_command(with.name(), initial);
  if (initial && command.size() > max_command) {
    command = auth_command(with.name(), std::nullopt);
    held_back = sasl::to_base64(*initial) + "\r\n";
  }
  if (initial) s.concealed.add(sasl::to_base64(*initial));
  const secret opening{std::move(command)};
  const std::string shown = shown_auth(with.name(), initial && !held_back);
  result<reply> heard = co_await s.ask(opening.view(), shown);
  for (int challenges = 0; heard && heard->severity() == 3; ++challenges) {
    result<std::string> answer = held_back && heard->code == 334
                                     ? result<std::string>{*std::exchange(held_back, {})}
                                     : answer_to(*heard, with);
    if (challenges == max_challenges)
      answer = sign_in_failure(cause::limit, "the server does not stop challenging");
    if (!answer) {
      result<void> ignored = co_await s.say("*\r\n", "*");
      co_return answer.error();
    }
    s.concealed.add(std::string_view(*answer).substr(0, answer->size() - 2));
    const secret line{std::move(*answer)};
    heard = co_await s.ask(line.view());
  }
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return sasl::explained(verdict(stage::sign_in, *heard), with);
  if (!with.satisfied()) co_return sasl::too_early(with);
  co_return result<void>{};
}

}  // namespace watchpost::mail::smtp
