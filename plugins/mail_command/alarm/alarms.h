// Events of the host become alarm mails: at once or after the hold-off, again until somebody acknowledges,
// and once more when it is over. Pure, durable; edits as in outbox.h.
//
//   auto book = alarms::load(entries, why);
//   taken got{};
//   append(changes, book.take(event, with, now, got));   // commit, then complete the event; full: fail it
//   append(changes, book.elapsed(with, now));            // at book.next()
//   if (const auto a = book.find(code, from, now)) ...   // a reply says "ack": acknowledge the point, then
//   append(changes, book.acknowledged(a->name, who, now));
#pragma once

#include "alarm_mail.h"
#include "mail_command/identity/nonce.h"
#include "mail_command/outbox/mail_queue.h"
#include "rules.h"
#include "spoken_languages.h"

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/event.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::alarm {

// What alarm mails are made with, and where they go.
struct alarm_context {
  const alarm_rules& rules;
  const alarm_mail_terms& text;
  outbox::mail_queue& out;
  std::int64_t offset = 0;  // of the times of this book and the outbox to the wall clock: see timeline.h
  const spoken_languages* spoken =
      nullptr;  // where text.in does not stand for all; null: nobody has written yet
};

enum class taken : std::uint8_t {
  done,  // also when nobody is to be told
  full,  // the outbox cannot take the mails: the event is to come again
};

enum class alarm_phase : std::uint8_t {
  held,  // for the hold-off; nobody was told
  told,
  acknowledged,
  over,  // kept for a day, so that a late "ack" is told so
};
inline constexpr std::array<std::string_view, 4> alarm_phase_names{"held", "told", "acknowledged", "over"};
constexpr const auto& names_of(alarm_phase) { return alarm_phase_names; }

// Times are wall ms, but for `next`: see timeline.h.
struct tracked_alarm {
  alarm_phase is = alarm_phase::held;
  bool of_monitor = false;
  std::string key;  // of the event that began it
  std::string source, title, text, value;
  abi::state state = abi::state::unknown;
  std::string occurrence;  // what the host calls it; empty: of a monitor
  std::int64_t began = 0;
  std::int64_t next = 0;  // end of the hold-off, repeat, end of keeping; 0: none
  std::int64_t ended = 0;
  std::uint32_t mails = 0;                   // rounds of mails so far
  std::vector<std::string> told;             // addresses
  std::vector<identity::mailed_code> codes;  // the latest ones
  std::string by;                            // who acknowledged
  std::int64_t acknowledged = 0;             // when; 0: not yet
};

// What alarms::acknowledged() calls the alarm of a point or monitor.
std::string alarm_name(bool of_monitor, std::string_view source);

// What a code of an alarm mail stands for.
struct alarm_found {
  std::string name;  // for acknowledged()
  std::string source, title, occurrence;
  bool of_monitor = false;
  alarm_phase is{};
  std::string by;  // who was first
};

class alarms {
 public:
  // From all entries of the state store. `why` is set when one cannot be read.
  static alarms load(const std::map<std::string, std::string, std::less<>>& entries, std::string& why);

  // `full`: nothing was changed.
  plugin::edits take(const abi::event& e, const alarm_context& with, std::int64_t now, taken& got);
  plugin::edits elapsed(const alarm_context& with, std::int64_t now);
  std::optional<std::int64_t> next() const;

  // The alarm whose mail to `from` has that code. Good until a day after the alarm is over.
  std::optional<alarm_found> find(std::string_view code, std::string_view from, std::int64_t now) const;

  // No repeats any more. The host's own event about it may come as well, before or after.
  plugin::edits acknowledged(const std::string& name, std::string_view by, std::int64_t now);

  // By source, those of monitors with "monitor:" in front.
  const std::map<std::string, tracked_alarm, std::less<>>& all() const { return alarms_; }

  static constexpr std::size_t most_alarms = 2000;  // beyond: what is over goes first, then the oldest

 private:
  plugin::edit kept(const std::string& name) const;
  plugin::edits see(const std::string& key);
  plugin::edits begin(const std::string& name, const abi::event& e, const alarm_terms& terms,
                      const alarm_context& with, std::int64_t now);
  plugin::edits change(const std::string& name, const abi::event& e, const alarm_terms& terms,
                       const alarm_context& with, std::int64_t now);
  plugin::edits end(const std::string& name, const abi::event& e, const alarm_context& with,
                    std::int64_t now);
  plugin::edits erase(const std::string& name);
  plugin::edits forget_some(const std::string& but);

  std::map<std::string, tracked_alarm, std::less<>> alarms_;
  std::deque<std::string> seen_;  // keys of the latest events, as the host may deliver one twice
};

}  // namespace watchpost::mail_command::alarm
