#include "deliver.h"

#include "../transcript.h"
#include "command.h"
#include "queue_id.h"
#include "verdict.h"

#include <algorithm>

namespace watchpost::mail::smtp {
namespace {

constexpr std::size_t last_part = 16 * 1024;  // one TLS record

failure refused_by_offers(std::string detail) {
  failure f;
  f.at = stage::sender;
  f.why = cause::permanent;
  f.detail = std::move(detail);
  return f;
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

result<std::vector<step>> plan(const capabilities& offers, const consignment& what, bool bet) {
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

net::task<result<receipt>> send_text(session& s, const consignment& what) {
  if (s.has_unasked()) co_return co_await unasked_reply(s);
  std::string_view rest = what.text;
  while (rest.size() > last_part) {
    s.at(stage::data);
    const std::string shown = bytes_mark(last_part);
    result<void> said = co_await s.say(rest.substr(0, last_part), shown);
    if (!said) co_return said.error();
    rest.remove_prefix(last_part);
  }
  s.at(stage::acceptance);
  const std::string shown = bytes_mark(rest.size());
  result<reply> heard = co_await s.ask(rest, shown);
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return verdict(stage::acceptance, *heard);
  receipt accepted;
  accepted.reply = printable(heard->words());
  accepted.queue_id = queue_id(heard->text());
  co_return accepted;
}

}  // namespace watchpost::mail::smtp
