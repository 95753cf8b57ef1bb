#include "tell.h"

#include "mail_command/outbox/event_name.h"
#include "mail_command/outbox/reply_mail.h"

#include <algorithm>
#include <chrono>

namespace watchpost::mail_command::alarm {
namespace {

constexpr std::size_t largest_mail = 16 * 1024;
constexpr std::size_t most_codes = 12;
constexpr std::int64_t codes_last = std::chrono::milliseconds(std::chrono::hours(24 * 30)).count();

// One name for the n-th round about an alarm to an address, however often it is made.
std::string event_of(const tracked_alarm& a, std::uint32_t nth, std::string_view address) {
  return "alarm." + outbox::digest_of({a.key, a.source, std::to_string(nth), address});
}

}  // namespace

bool can_tell(const alarm_context& with, std::size_t addresses) {
  return with.out.has_room(addresses, largest_mail);
}

plugin::edits tell(tracked_alarm& a, alarm_mail_reason reason, const std::vector<std::string>& addresses,
                   const alarm_context& with, std::int64_t now) {
  plugin::edits changes;
  const std::uint32_t nth = ++a.mails;
  for (const std::string& address : addresses) {
    alarm_mail_facts f;
    f.event = event_of(a, nth, address);
    f.to = address;
    f.reason = reason;
    f.of_monitor = a.of_monitor;
    f.source = a.source;
    f.title = a.title;
    f.text = a.text;
    f.value = a.value;
    f.state = a.state;
    f.began_ms = a.began;
    f.ended_ms = a.ended;
    f.nth = nth;
    f.now_ms = now - with.offset;
    if (nth > 1) f.first_id = outbox::message_id_of(event_of(a, 1, address), with.text.own);
    if (reason != alarm_mail_reason::over && with.text.replies) {
      identity::minted m = identity::mint(
          {.purpose = "ack", .addressee = address, .about = outbox::digest_of({a.key})}, now + codes_last);
      f.code = std::move(m.code);
      if (!f.code.empty()) a.codes.push_back(std::move(m.kept));
      if (a.codes.size() > most_codes) a.codes.erase(a.codes.begin());
    }
    alarm_mail_terms terms = with.text;
    if (!terms.one_language) {
      const auto spoken = with.spoken != nullptr ? with.spoken->of(address) : std::nullopt;
      terms.in = spoken.value_or(language_of(f));
    }
    auto made = make_alarm_mail(f, terms);
    if (!made) continue;
    outbox::acceptance got{};
    append(changes, with.out.put(std::move(*made), now, got));
    if (std::find(a.told.begin(), a.told.end(), address) == a.told.end()) a.told.push_back(address);
  }
  return changes;
}

}  // namespace watchpost::mail_command::alarm
