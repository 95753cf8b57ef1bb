// Where access tokens come from (RFC 6749), and the one way to sign in with them: a token that was not new
// and is refused is replaced once.
//
//   auto done = co_await oauth::with_token(*source, deadline, cancel, [&](const oauth::access_token& t) {
//     how.user.token = t.text;
//     return imap::sign_in(net, how, deadline, cancel, report);
//   });
#pragma once

#include "mail/net/connection.h"
#include "mail/secret.h"

#include <type_traits>

namespace watchpost::mail::oauth {

struct access_token {
  secret text;
  bool fresh = false;  // issued for this very question
};

class source {
 public:
  virtual ~source() = default;

  // A token that may be used now. Failures are at stage::sign_in, with token_trouble::unobtainable.
  virtual net::task<result<access_token>> token(net::instant deadline, net::cancellation cancel) = 0;

  // A mail server refused this one. True when asking again may bring another.
  virtual bool refused(const access_token& which) = 0;

  // Ends the use of the source, which owes its user nothing more when the task ends. An answer on its way
  // that may bring a new refresh token is waited for and stored. To be called once, last.
  virtual net::task<void> leave() { co_return; }
};

inline bool refuses_token(const failure& f) {
  return f.at == stage::sign_in && (f.why == cause::credentials || f.why == cause::unexplained) &&
         f.token == token_trouble::none;
}

// `attempt`: net::task<result<T>>(const access_token&), made and awaited once or twice; the token outlives
// its task.
template <class Attempt>
auto with_token(source& from, net::instant deadline, net::cancellation cancel, Attempt attempt)
    -> std::invoke_result_t<Attempt&, const access_token&> {
  using outcome = typename std::invoke_result_t<Attempt&, const access_token&>::value_type;
  for (bool again = false;; again = true) {
    const result<access_token> token = co_await from.token(deadline, cancel);
    if (!token) co_return token.error();
    outcome done = co_await attempt(*token);
    if (done || !refuses_token(done.error())) co_return done;
    const bool hope = from.refused(*token);
    if (hope && !again) continue;
    failure f = done.error();
    f.token = token_trouble::refused;
    co_return f;
  }
}

}  // namespace watchpost::mail::oauth
