#include "tell.h"

#include "mail_command/outbox/event_name.h"
#include "mail_command/outbox/reply_letter.h"

#include <algorithm>
#include <chrono>

namespace watchpost::mail_command {
namespace {

constexpr std::size_t largest_letter = 16 * 1024;
constexpr std::size_t most_codes = 12;
constexpr std::int64_t codes_last = std::chrono::milliseconds(std::chrono::hours(24 * 30)).count();

// One name for the n-th round about an alarm to an address, however often it is made.
std::string event_of(const alarm& a, std::uint32_t nth, std::string_view to) {
  return "alarm." + digest_of({a.key, a.source, std::to_string(nth), to});
}

}  // namespace

bool can_tell(const alarm_desk& desk, std::size_t addresses) {
  return desk.out.has_room(addresses, largest_letter);
}

edits tell(alarm& a, letter_reason why, const std::vector<std::string>& to, const alarm_desk& desk,
           std::int64_t now) {
  edits changes;
  const std::uint32_t nth = ++a.mails;
  for (const std::string& address : to) {
    letter_facts f;
    f.event = event_of(a, nth, address);
    f.to = address;
    f.why = why;
    f.of_monitor = a.of_monitor;
    f.source = a.source;
    f.title = a.title;
    f.text = a.text;
    f.value = a.value;
    f.state = a.state;
    f.began_ms = a.began;
    f.ended_ms = a.ended;
    f.nth = nth;
    f.now_ms = now - desk.offset;
    if (nth > 1) f.first_id = message_id_of(event_of(a, 1, address), desk.text.own);
    if (why != letter_reason::over && desk.text.replies) {
      minted m =
          mint({.purpose = "ack", .addressee = address, .about = digest_of({a.key})}, now + codes_last);
      f.code = std::move(m.code);
      if (!f.code.empty()) a.codes.push_back(std::move(m.kept));
      if (a.codes.size() > most_codes) a.codes.erase(a.codes.begin());
    }
    letter_terms how = desk.text;
    if (!how.one_language) {
      const auto spoken = desk.spoken != nullptr ? desk.spoken->of(address) : std::nullopt;
      how.in = spoken.value_or(language_of(f));
    }
    auto made = make_alarm_letter(f, how);
    if (!made) continue;
    acceptance got{};
    append(changes, desk.out.put(std::move(*made), now, got));
    if (std::find(a.told.begin(), a.told.end(), address) == a.told.end()) a.told.push_back(address);
  }
  return changes;
}

}  // namespace watchpost::mail_command
