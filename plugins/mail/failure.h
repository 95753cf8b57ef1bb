// Failures of a mail dialogue as values: where it stopped, why, and the server's own words.
//
//   mail::result<smtp::receipt> r = co_await smtp::submit(...);
//   if (!r) log(to_string(r.error()));   // "sign-in refused: 535 5.7.8 authentication failed"
#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace watchpost::mail {

// Where a dialogue stood. In the order in which a session passes them.
enum class stage : std::uint8_t {
  resolve,
  connect,
  tls,
  greeting,
  capabilities,
  sign_in,
  sender,
  recipient,
  data,
  acceptance,  // SMTP: MAIL, RCPT, DATA or BDAT, the reply to the message itself
  open,
  find,
  remove,
  sign_out,  // retrieval: SELECT or STAT, FETCH or TOP, EXPUNGE or DELE, QUIT
};
inline constexpr std::array<std::string_view, 14> stage_names{
    "resolve",   "connect", "tls",        "greeting", "capabilities", "sign-in", "sender",
    "recipient", "data",    "acceptance", "open",     "find",         "remove",  "sign-out"};
constexpr std::string_view name(stage s) { return stage_names[static_cast<std::size_t>(s)]; }

enum class cause : std::uint8_t {
  timeout,       // the deadline passed
  cancelled,     // somebody asked to stop
  unresolved,    // no such host
  refused,       // connection refused, host unreachable
  closed,        // the peer went away in mid-dialogue
  certificate,   // not trusted, wrong name, expired
  handshake,     // any other TLS failure
  no_starttls,   // TLS wanted, not offered or refused
  insecure,      // a password would be shown on a clear connection, or PREAUTH there
  no_mechanism,  // no SASL mechanism in common
  credentials,   // the server says that user or password are wrong
  unexplained,   // the server refuses the sign-in in words that say nothing of the kind
  temporary,     // the server asks to come back later (4yz)
  permanent,     // the server refuses for good (5yz, NO, -ERR)
  busy,          // [IN-USE], [LOGIN-DELAY], [LIMIT], 421, 432; [SYS/TEMP], [UNAVAILABLE], 4yz on the way in
  greylisted,    // deferred for being unknown to the server (RFC 6647)
  quota,         // mailbox or storage full
  allowance,     // the account may send no more for now: a daily limit
  protocol,      // not what the RFC allows
  limit,         // more bytes or lines than we accept
  internal,      // a fault of our own
  offline,       // no network, or no name service, on this machine: says nothing about the server
  no_time,       // the deadline had passed before anything was asked: likewise
};
inline constexpr std::array<std::string_view, 23> cause_names{
    "timeout",   "cancelled",   "unresolved", "refused",      "closed",      "certificate",
    "handshake", "no-starttls", "insecure",   "no-mechanism", "credentials", "unexplained",
    "temporary", "permanent",   "busy",       "greylisted",   "quota",       "allowance",
    "protocol",  "limit",       "internal",   "offline",      "no-time"};
constexpr std::string_view name(cause c) { return cause_names[static_cast<std::size_t>(c)]; }
constexpr const auto& names_of(cause) { return cause_names; }

// What a failure has to do with an OAuth 2.0 access token.
enum class token_trouble : std::uint8_t {
  none,
  unobtainable,  // there is none to sign in with; `detail` says where it was to come from
  refused,       // the mail server does not take it
};

struct failure {
  stage at = stage::connect;
  cause why = cause::internal;
  int code = 0;          // SMTP reply code, errno, X509_V_ERR_*; 0: none
  std::string enhanced;  // "5.7.8" (RFC 2034), or a response code such as "AUTHENTICATIONFAILED" (RFC 5530),
                         // or an error code of a token server (RFC 6749 section 5.2); may be empty
  // The server's own words: one printable line, at most 500 bytes, no secret; may be empty.
  std::string server;
  std::string detail;  // our words: what was expected; may be empty
  token_trouble token = token_trouble::none;
  std::chrono::milliseconds wait{0};  // busy: how long the server wants to be left alone; 0: it did not say
};

inline failure make_failure(stage at, cause why, std::string detail = {}) {
  failure f;
  f.at = at;
  f.why = why;
  f.detail = std::move(detail);
  return f;
}

template <class T>
using result = boost::system::result<T, failure>;

// The failure of a result, if it is one.
template <class T>
std::optional<failure> error_of(const result<T>& r) {
  if (r) return std::nullopt;
  return r.error();
}

// In a coroutine: end it with the failure of the result, if it is one.
//
//   CO_TRY(co_await greet());
//   CO_TRY_AS(answer, co_await ask("NOOP"));   // `answer`: the value
#define CO_TRY(expression)               \
  do {                                   \
    const auto tried = (expression);     \
    if (!tried) co_return tried.error(); \
  } while (false)
#define CO_TRY_AS(name, expression)                  \
  auto tried_##name = (expression);                  \
  if (!tried_##name) co_return tried_##name.error(); \
  auto& name = *tried_##name  // NOLINT(bugprone-macro-parentheses): it is declared

// Found by boost::system::result when value() is called on a failure: a fault of the caller.
[[noreturn]] void throw_exception_from_error(const failure& f, const boost::source_location&);

// One line: stage, cause, code, the server's words, the detail.
std::string to_string(const failure& f);
std::ostream& operator<<(std::ostream& out, const failure& f);

// Server text made fit for a failure: control bytes replaced by '?', cut at 500 bytes, valid UTF-8.
std::string printable(std::string_view server_text);

}  // namespace watchpost::mail
