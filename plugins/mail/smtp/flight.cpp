#include "flight.h"

#include "secret.h"
#include "verdict.h"

namespace watchpost::mail::smtp {
namespace {

bool is_break(cause why) {
  return why == cause::closed || why == cause::handshake || why == cause::protocol || why == cause::limit;
}

std::string joined(const std::vector<step>& steps) {
  std::string all;
  for (const auto& one : steps) all += one.line;
  return all;
}

std::string shown(const std::vector<step>& steps) {
  std::string all;
  for (const auto& one : steps) all += one.shown.empty() ? one.line : one.shown + "\r\n";
  return all;
}

// MAIL refused for want of a sign-in right behind an accepted one: the server judged it too early.
bool is_overtaken(const step& before, const step& now, const reply& heard) {
  return before.at == stage::sign_in && now.at == stage::sender && (heard.code == 503 || heard.code == 530);
}

// A reply to AUTH that may be about the commands behind it instead: too early, out of order, unwelcome.
bool is_offence(const reply& heard) {
  return heard.code == 421 || heard.code == 500 || heard.code == 503 || heard.code == 554;
}

}  // namespace

net::task<result<void>> in_lockstep(session& s, const std::vector<step>& steps) {
  for (const auto& one : steps) {
    s.at(one.at);
    result<reply> heard = co_await s.ask(one.line, one.shown);
    if (!heard) co_return heard.error();
    if (heard->severity() != one.due) co_return verdict(one.at, *heard);
  }
  co_return result<void>{};
}

net::task<flight_end> in_one_flight(session& s, const std::vector<step>& steps, stall_limit& limit) {
  bool judging = steps.front().at == stage::sign_in;  // a password is out, its verdict is not in
  flight_end end;
  if (!judging) limit.start();

  s.at(steps.front().at);
  const secret all{joined(steps)};
  const std::string seen = shown(steps);
  result<void> said = co_await s.say(all.view(), seen);
  std::size_t next = 0;
  if (!said) end.outcome = said.error();
  for (; end.outcome && next < steps.size(); ++next) {
    const step& one = steps[next];
    s.at(one.at);
    result<reply> heard = co_await s.hear();
    if (!heard) {
      end.outcome = heard.error();
    } else if (heard->severity() != one.due) {
      end.outcome = verdict(one.at, *heard);
      end.lost = judging ? is_offence(*heard) : next > 0 && is_overtaken(steps[next - 1], one, *heard);
    } else if (judging) {
      judging = false;
      limit.start();
    }
  }
  limit.stop();
  if (end.outcome) co_return end;

  failure what = end.outcome.error();
  if (limit.hit()) {
    what.why = cause::timeout;
    what.code = 0;
    what.detail = "no reply to pipelined commands";
    end.outcome = what;
  }
  end.lost = end.lost || limit.hit() || is_break(what.why) || (judging && what.why == cause::timeout);
  end.repeatable = end.lost && !judging;
  co_return end;
}

}  // namespace watchpost::mail::smtp
