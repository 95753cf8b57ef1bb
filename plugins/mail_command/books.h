// All that an instance keeps durably, and the commits of it. On the I/O thread.
//
//   auto b = books::load(entries, how, why);
//   append(changes, b->seen.add(id, until));
//   const mishap failed = co_await b->commit(host, std::move(changes));
#pragma once

#include "aged_keys.h"
#include "drop_tally.h"
#include "facility.h"
#include "mail_command/alarm/alarms.h"
#include "mail_command/filter/rate.h"
#include "mail_command/identity/attempts.h"
#include "mail_command/identity/standing.h"
#include "mail_command/outbox/outbox.h"
#include "request.h"
#include "revert.h"
#include "turns.h"
#include "waiting.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::mail_command {

using state_entries = std::map<std::string, std::string, std::less<>>;

struct books {
  books() = default;
  books(const books&) = delete;
  books& operator=(const books&) = delete;

  // From all entries of the state store. Damaged records are dropped, with words in `why`.
  static std::unique_ptr<books> load(const state_entries& entries, std::size_t answers_per_hour,
                                     std::string& why);

  aged_keys seen{"seen."};                           // mails: by mail_id()
  aged_keys once{"once."};                           // one-time codes, signatures
  std::map<std::string, request, std::less<>> open;  // requests under way: by mail_id()
  reverts returning;
  waiting_room waiting;
  rates answered;                   // by name of the account
  aged_keys unproven{"unproven."};  // whom we answered though they proved nothing
  drop_tally dropped;
  alarms alarmed;
  tongues spoken;
  outbox out;
  attempts tries;
  std::int64_t offset_ms = 0;  // of timeline
  std::string position;        // in the mailbox
  bool fresh = true;           // the mailbox was never read

  edits opened(request r);
  edits closed(const std::string& id);
  edits reached(std::string where);
  edits tried();  // after assess(): what has changed in the attempts
  // Whether mail on that account is answered now, and what counts the answer.
  bool may_answer(const account& on, std::int64_t now) const;
  edits took_answer(const account& on, std::int64_t now);
  edits set_offset(std::int64_t ms);
  // `now`: see timeline.h. `wall_ms`: nothing while the wall clock is not to be trusted; mail and what is good for
  // once are remembered by it, as they are dated by it.
  edits prune(std::int64_t now, std::optional<std::int64_t> wall_ms);

  // Edits whose commit fails go in front of those of the next one.
  mail::net::task<mishap> commit(facility& host, edits changes);
  bool behind() const { return !owed_.empty(); }

 private:
  turns turns_;  // of commits
  edits owed_;
  std::string tries_text_;
};

// Unproven mail is answered once in that time and address, and to so many addresses.
inline constexpr std::int64_t unproven_ms = 24LL * 3600 * 1000;
inline constexpr std::size_t most_unproven = 200;

// Until when a mail, or what is good for once, is not taken again.
inline constexpr std::int64_t remember_ms = 8LL * 24 * 3600 * 1000;

}  // namespace watchpost::mail_command
