#include "submit.h"

#include "command.h"
#include "flight.h"
#include "mail/bet.h"
#include "mail/message/address.h"
#include "mail/sasl/exchange.h"
#include "mail/text/ascii.h"
#include "session.h"
#include "sign_in.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::smtp {

namespace {

// What one operation works with; outlives its coroutines.
struct context {
  net::network& net;
  const settings& how;
  net::instant deadline;
  const net::cancellation& cancel;
  session_report& report;
  text_gate before_text = {};
};

struct attempt_end {
  result<receipt> outcome;
  bool lost = false;  // of the flight
  bet at_stake;
};

net::task<result<std::unique_ptr<session>>> open(context& c) {
  CO_TRY_AS(peer, co_await net::connect(c.net, net::connect_options_of(c.how, c.net.time().now(), c.deadline),
                                        c.cancel, c.report));
  co_return std::make_unique<session>(std::move(peer));
}

// QUIT where the server still listens for commands.
net::task<void> quit(session& s, const failure& after) {
  constexpr std::array deaf{cause::timeout, cause::cancelled, cause::closed, cause::certificate,
                            cause::handshake};
  constexpr int closing = 421;
  if (after.code != closing && std::find(deaf.begin(), deaf.end(), after.why) == deaf.end())
    co_await s.quit();
}

// AUTH as the first command of the flight, or nothing where it has to go alone: only PLAIN's answer is surely
// one reply, other than a challenge, and the command line bounds what it may carry.
std::optional<step> joinable(session& s, sasl::mechanism& with, const sasl::credentials& who) {
  constexpr std::size_t most = 370;  // as base64, with NULs, command and CRLF within 512
  if (!with.single_flight() || with.name() != "PLAIN" || who.username.size() + who.password.size() > most)
    return std::nullopt;
  const auto initial = sasl::exchange(with, s.concealed).initial(max_command);
  return step{stage::sign_in, std::string(auth_command(with.name(), &*initial).view()), 2,
              shown_auth(with.name(), true)};
}

// Everything up to DATA's 354.
net::task<flight_end> lead_up(context& c, session& s, std::vector<step> steps, bool pipelined,
                              const bet& at_stake) {
  flight_end end;
  std::unique_ptr<sasl::mechanism> with;
  std::optional<step> auth;
  if (c.how.auth) {
    auto chosen = choose_mechanism(s, c.how);
    if (!chosen) {
      end.outcome = chosen.error();
      co_return end;
    }
    with = std::move(*chosen);
    if (pipelined) auth = joinable(s, *with, *c.how.auth);
    if (!auth) end.outcome = co_await authenticate(s, *with);
    if (auth) steps.insert(steps.begin(), std::move(*auth));
  }
  if (!end.outcome) co_return end;
  if (!pipelined) {
    end = co_await in_lockstep(s, steps);
    co_return end;
  }
  stall_limit limit{c.net, s.peer(), at_stake};
  end = co_await in_one_flight(s, steps, limit);
  if (!end.outcome) s.peer().close();  // DATA may have been accepted: no word more
  co_return end;
}

// may_bet: on what the server offers for speed.
net::task<attempt_end> attempt(context& c, const outgoing_message& what, bool may_bet) {
  attempt_end end;
  const net::instant began = c.net.time().now();
  result<std::unique_ptr<session>> opened = co_await open(c);
  if (!opened) {
    end.outcome = opened.error();
    co_return end;
  }
  session& s = **opened;
  result<void> ready = co_await greet(s, c.how);
  end.at_stake = {c.deadline, c.net.time().now() - began};
  if (ready) {
    auto steps = plan(s.offers, what, may_bet);
    if (steps) {
      flight_end led =
          co_await lead_up(c, s, std::move(*steps), may_bet && s.offers.pipelining, end.at_stake);
      ready = led.outcome;
      end.lost = may_bet && led.lost;
    } else {
      ready = steps.error();
    }
  }
  if (!ready) {
    end.outcome = ready.error();
    co_await quit(s, ready.error());
    co_return end;
  }
  if (c.before_text) {
    result<void> may = co_await c.before_text();
    if (!may) {
      end.outcome = may.error();
      s.peer().close();  // DATA was accepted: no word more
      co_return end;
    }
  }
  end.outcome = co_await send_text(s, what);
  if (end.outcome)
    co_await s.quit();
  else if (!uncertain(end.outcome.error()))
    co_await quit(s, end.outcome.error());
  co_return end;
}

// The repetition came further, or got another answer.
bool helped(const result<receipt>& first, const result<receipt>& second) {
  if (second) return true;
  const failure &before = first.error(), &now = second.error();
  return now.at > before.at || (now.code != 0 && now.code != before.code);
}

}  // namespace

net::task<result<receipt>> submit(net::network& net, const settings& how, const envelope& who,
                                  std::string_view message, net::instant deadline, net::cancellation cancel,
                                  session_report& report, text_gate before_text) {
  std::optional<failure> fault = fault_of(how);
  if (!fault) fault = fault_of(who);
  if (!fault) fault = fault_of_text(message);
  if (fault) co_return *fault;

  context c{net, how, deadline, cancel, report, std::move(before_text)};
  const outgoing_message what{who, stuffed(message), message.size(), is_eight_bit(message)};
  const bool known_to_lose = net.remembered(how.server, how.tls).lockstep;
  report.lockstep = report.lockstep || known_to_lose;
  attempt_end first = co_await attempt(c, what, how.pipelining && !known_to_lose);
  if (!first.lost || cancel.raised() || !first.at_stake.repeatable(net.time().now())) co_return first.outcome;
  attempt_end second = co_await attempt(c, what, false);
  if (helped(first.outcome, second.outcome))
    net.remembered(how.server, how.tls).lockstep = report.lockstep = true;
  if (second.outcome) co_return second.outcome;
  co_return told(first.outcome.error(), second.outcome.error());
}

net::task<result<void>> sign_in(net::network& net, const settings& how, net::instant deadline,
                                net::cancellation cancel, session_report& report) {
  const std::optional<failure> fault = fault_of(how);
  if (fault) co_return *fault;
  context c{net, how, deadline, cancel, report};
  CO_TRY_AS(opened, co_await open(c));
  session& s = *opened;
  result<void> done = co_await greet(s, how);
  if (done && how.auth) {
    auto with = choose_mechanism(s, how);
    if (with)
      done = co_await authenticate(s, **with);
    else
      done = with.error();
  }
  if (done)
    co_await s.quit();
  else
    co_await quit(s, done.error());
  co_return done;
}

bool uncertain(const failure& f) {
  constexpr std::array unheard{cause::timeout,   cause::closed,   cause::cancelled,
                               cause::handshake, cause::protocol, cause::limit};
  return f.at == stage::acceptance && std::find(unheard.begin(), unheard.end(), f.why) != unheard.end();
}

namespace {

constexpr std::size_t max_recipients = 100;  // RFC 5321 section 4.5.3.1.8: what every server takes
constexpr std::size_t max_ehlo_name = 255;

failure own_fault(stage at, std::string detail) {
  return make_failure(at, cause::internal, std::move(detail));
}

std::optional<failure> address_failure(stage at, std::string_view what, std::string_view address) {
  const auto bad = message::address_fault(address);
  if (bad.empty()) return std::nullopt;
  std::string detail{what};
  ((((detail += " '") += printable(address)) += "' ") += bad);
  if (std::any_of(address.begin(), address.end(), ascii::is_eight_bit))
    detail += "; internationalised addresses (SMTPUTF8) are not supported";
  return own_fault(at, std::move(detail));
}

}  // namespace

std::optional<failure> fault_of(const settings& how) {
  const auto& name = how.ehlo_name;
  const auto graphic = [](char c) { return c > 0x20 && c < 0x7f; };
  if (name.size() > max_ehlo_name || !std::all_of(name.begin(), name.end(), graphic))
    return own_fault(stage::capabilities, "the EHLO name '" + printable(name) + "' is no host name");
  return std::nullopt;
}

std::optional<failure> fault_of(const envelope& who) {
  if (!who.from.empty())
    if (auto f = address_failure(stage::sender, "the sender", who.from)) return f;
  if (who.to.empty()) return own_fault(stage::recipient, "there is no recipient");
  if (who.to.size() > max_recipients)
    return own_fault(stage::recipient, "there are more than 100 recipients");
  for (const auto& to : who.to)
    if (auto f = address_failure(stage::recipient, "the recipient", to)) return f;
  return std::nullopt;
}

std::optional<failure> fault_of_text(std::string_view message) {
  const auto bad = text_fault(message);
  if (bad.empty()) return std::nullopt;
  return own_fault(stage::data, std::string{bad});
}

}  // namespace watchpost::mail::smtp
