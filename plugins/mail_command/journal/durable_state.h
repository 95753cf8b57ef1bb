// All that an instance keeps durably, and the commits of it. On the I/O thread.
//
//   auto b = durable_state::load(entries, answers_per_hour, why);
//   append(changes, b->seen.add(id, until));
//   const mishap failed = co_await b->commit(host, std::move(changes));
#pragma once

#include "drop_tally.h"
#include "mail_command/alarm/alarms.h"
#include "mail_command/host/async_mutex.h"
#include "mail_command/host/host_services.h"
#include "mail_command/identity/attempts.h"
#include "mail_command/identity/standing.h"
#include "mail_command/outbox/mail_queue.h"
#include "mail_command/state/aged_keys.h"
#include "pending_confirmations.h"
#include "rate.h"
#include "request.h"
#include "revert.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::mail_command::journal {

struct durable_state {
  durable_state() = default;
  durable_state(const durable_state&) = delete;
  durable_state& operator=(const durable_state&) = delete;

  // From all entries of the state store. Null, with `why` set, when one of ours cannot be read: then nothing is to
  // be done, since it may have said that something was done.
  static std::unique_ptr<durable_state> load(const plugin::entries& entries, std::size_t answers_per_hour,
                                             std::string& why);

  state::aged_keys seen{"seen."};                    // mails: by mail_id()
  state::aged_keys once{"once."};                    // one-time codes, signatures
  std::map<std::string, request, std::less<>> open;  // requests under way: by mail_id()
  reverts returning;
  pending_confirmations pending;
  rates answered;                          // by name of the quota
  state::aged_keys unproven{"unproven."};  // whom we answered though they proved nothing
  drop_tally dropped;
  alarm::alarms alarmed;
  alarm::spoken_languages spoken;
  outbox::mail_queue outbox;
  identity::attempts tries;
  std::int64_t offset_ms = 0;  // of timeline
  std::string position;        // in the mailbox
  bool fresh = true;           // the mailbox was never read

  plugin::edits opened(request r);
  plugin::edits closed(const std::string& id);
  plugin::edits reached(std::string where);
  plugin::edits tried();  // after assess(): what has changed in the attempts
  // Whether mail on that quota is answered now, and what counts the answer.
  bool may_answer(const identity::answer_quota& quota, std::int64_t now) const;
  plugin::edits took_answer(const identity::answer_quota& quota, std::int64_t now);
  plugin::edits set_offset(std::int64_t ms);
  // `now`: see timeline.h. `wall_ms`: nothing while the wall clock is not to be trusted; mail and what is good for
  // once are remembered by it, as they are dated by it.
  plugin::edits prune(std::int64_t now, std::optional<std::int64_t> wall_ms);

  // Edits whose commit fails go in front of those of the next one.
  mail::net::task<host::mishap> commit(host::host_services& host, plugin::edits changes);
  bool behind() const { return !owed_.empty(); }

 private:
  bool take(const std::string& key, const std::string& value);

  host::async_mutex commits_;  // one at a time
  plugin::edits owed_;
  std::string tries_record_;
};

// Unproven mail is answered once in that time and address, and to so many addresses.
inline constexpr std::int64_t unproven_ms = 24LL * 3600 * 1000;
inline constexpr std::size_t most_unproven = 200;

// Until when a mail, or what is good for once, is not taken again.
inline constexpr std::int64_t remember_ms = 8LL * 24 * 3600 * 1000;

}  // namespace watchpost::mail_command::journal
