#include "flight.h"

#include "command.h"
#include "mail/server_words.h"
#include "mail/transcript.h"
#include "reply.h"

#include <algorithm>
#include <initializer_list>

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

bool is_one_of(int code, std::initializer_list<int> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// MAIL refused for a parameter that the server has offered (RFC 5321 section 4.1.1.11).
bool is_of_parameters(const step& one, const reply& heard) {
  return one.at == stage::sender && is_one_of(heard.code, {501, 504, 555});
}

// A refusal that may be of the company a command came in: out of order, too early, not understood. A reply to
// AUTH may be one to what stands behind it.
bool is_of_company(const step& one, const reply& heard) {
  if (heard.severity() < 4) return false;
  if (speaks_of(heard.text(), {"pipelin", "synchroni", "protocol error", "one at a time"})) return true;
  if (one.at == stage::sign_in && is_one_of(heard.code, {421, 501})) return true;
  if (one.at == stage::sign_in && heard.code == 554 && heard.enhanced.empty()) return true;
  return is_one_of(heard.code, {500, 502, 503});
}

}  // namespace

net::task<flight_end> in_lockstep(session& s, const std::vector<step>& steps) {
  flight_end end;
  for (const auto& one : steps) {
    s.at(one.at);
    result<reply> heard = co_await s.ask(one.line, one.shown);
    if (!heard) {
      end.outcome = heard.error();
    } else if (heard->severity() != one.due) {
      end.outcome = verdict(one.at, *heard);
      end.lost = is_of_parameters(one, *heard);
    }
    if (!end.outcome) break;
  }
  co_return end;
}

net::task<flight_end> in_one_flight(session& s, const std::vector<step>& steps, stall_limit& limit) {
  bool judging = steps.front().at == stage::sign_in;  // a password is out, its verdict is not in
  flight_end end;
  constexpr double judging_share = 2.0 / 3;
  if (judging)
    limit.start(judging_share);
  else
    limit.start();

  s.at(steps.front().at);
  const secret all = secret::taken(joined(steps));
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
      end.lost = is_of_company(one, *heard) || is_of_parameters(one, *heard) ||
                 (next > 0 && is_overtaken(steps[next - 1], one, *heard));
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
  end.lost = end.lost || limit.hit() || is_break(what.why);
  co_return end;
}

namespace {

constexpr std::size_t last_part = 16 * 1024;  // one TLS record

failure refused_by_offers(std::string detail) {
  return make_failure(stage::sender, cause::permanent, std::move(detail));
}

// What stands behind the reply to DATA is no answer to a text that has not left: a server that gives up, or
// one whose replies are out of step.
net::task<failure> unasked_reply(session& s) {
  s.at(stage::data);
  result<reply> heard = co_await s.hear();
  s.peer().close();  // DATA was accepted: no word more
  if (!heard) co_return heard.error();
  failure f = verdict(stage::data, *heard);
  if (f.why == cause::protocol) f.detail = "a reply that nobody asked for, before the text was sent";
  co_return f;
}

}  // namespace

result<std::vector<step>> plan(const capabilities& offers, const outgoing_message& what, bool bet) {
  if (what.eight_bit && !offers.eight_bit)
    return refused_by_offers("the message is not 7-bit, and the server does not offer 8BITMIME");
  if (offers.max_size != 0 && what.size > offers.max_size)
    return refused_by_offers("the message has " + std::to_string(what.size) + " bytes, the server takes " +
                             std::to_string(offers.max_size));
  mail_parameters with;
  if (offers.size && bet) with.size = what.size;
  with.eight_bit = what.eight_bit;
  std::vector<step> steps;
  steps.push_back({stage::sender, mail_command(what.who.from, with)});
  for (const auto& to : what.who.to) steps.push_back({stage::recipient, rcpt_command(to)});
  steps.push_back({stage::data, "DATA\r\n", 3});
  return steps;
}

net::task<result<receipt>> send_text(session& s, const outgoing_message& what) {
  if (s.has_unasked()) co_return co_await unasked_reply(s);
  std::string_view rest = what.text;
  while (rest.size() > last_part) {
    s.at(stage::data);
    const std::string shown = bytes_mark(last_part);
    CO_TRY(co_await s.say(rest.substr(0, last_part), shown));
    rest.remove_prefix(last_part);
  }
  s.at(stage::acceptance);
  const std::string shown = bytes_mark(rest.size());
  CO_TRY_AS(heard, co_await s.ask(rest, shown));
  if (heard.severity() != 2) co_return verdict(stage::acceptance, heard);
  receipt accepted;
  accepted.reply = printable(heard.words());
  accepted.queue_id = queue_id(heard.text());
  co_return accepted;
}

}  // namespace watchpost::mail::smtp
