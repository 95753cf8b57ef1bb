// Events of the host become alarm mails: at once or after the hold-off, again until somebody acknowledges,
// and once more when it is over. Pure, durable; edits as in outbox.h.
//
//   auto book = alarms::load(entries, why);
//   taken got{};
//   append(changes, book.take(event, desk, now, got));   // commit, then complete the event; full: fail it
//   append(changes, book.elapsed(desk, now));            // at book.next(), wall ms
//   if (const auto a = book.find(code, from, now)) ...   // a reply says "ack": acknowledge the point, then
//   append(changes, book.acknowledged(a->source, who, now));
#pragma once

#include "../edits.h"
#include "../identity/nonce.h"
#include "../outbox/outbox.h"
#include "letter_text.h"
#include "rules.h"

#include <watchpost/cpp/event.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command {

// What alarm mails are made with, and where they go.
struct alarm_desk {
  const alarm_rules& rules;
  const letter_terms& text;
  outbox& out;
};

enum class taken : std::uint8_t {
  done,  // also when nobody is to be told
  full,  // the outbox cannot take the letters: the event is to come again
};

enum class alarm_phase : std::uint8_t {
  held,  // for the hold-off; nobody was told
  told,
  acknowledged,
  over,  // kept for a day, so that a late "ack" is told so
};

// Times are wall ms.
struct alarm {
  alarm_phase is = alarm_phase::held;
  abi::event_kind kind = abi::event_kind::point_raised;
  std::string source, title, text, value;
  abi::state state = abi::state::unknown;
  std::string occurrence;  // what the host calls it; empty: a monitor
  std::int64_t began = 0;
  std::int64_t next = 0;  // of the hold-off's end, of the repeat, of the end of keeping; 0: none
  std::int64_t ended = 0;
  std::uint32_t mails = 0;         // rounds of letters so far
  std::vector<std::string> told;   // addresses
  std::vector<mailed_code> codes;  // the latest ones of each address
  std::string by;                  // who acknowledged
};

// What a code of an alarm mail stands for.
struct alarm_found {
  std::string source, title, occurrence;
  bool of_monitor = false;
  alarm_phase is{};
  std::string by;  // who was first
};

class alarms {
 public:
  // From all entries of the state store. A damaged record is dropped with a word in `why`.
  static alarms load(const std::map<std::string, std::string, std::less<>>& entries, std::string& why);

  edits take(const abi::event& e, const alarm_desk& desk, std::int64_t now, taken& got);
  edits elapsed(const alarm_desk& desk, std::int64_t now);
  std::optional<std::int64_t> next() const;

  // The alarm whose mail to `from` has that code. Codes are good until a day after the alarm is over.
  std::optional<alarm_found> find(std::string_view code, std::string_view from, std::int64_t now) const;

  // No repeats any more. The host's own event about it may come as well, before or after.
  edits acknowledged(const std::string& source, std::string_view by, std::int64_t now);

  const std::map<std::string, alarm>& all() const { return alarms_; }  // by source

  static constexpr std::size_t most_alarms = 2000;  // beyond: those that are over go first, then the oldest

 private:
  edit kept(const std::string& source) const;
  edits see(const std::string& key);
  bool seen(std::string_view key) const;
  edits begin(const abi::event& e, const alarm_terms& terms, const alarm_desk& desk, std::int64_t now,
              taken& got);
  edits end(const abi::event& e, const alarm_desk& desk, std::int64_t now, taken& got);
  edits tell(alarm& a, letter_reason why, const alarm_terms& terms, const alarm_desk& desk, std::int64_t now,
             taken& got);
  edits forget_some();

  std::map<std::string, alarm> alarms_;
  std::deque<std::string> seen_;  // keys of the latest events, as the host may deliver one twice
};

}  // namespace watchpost::mail_command
