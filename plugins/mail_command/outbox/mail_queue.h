// Mail of ours that is to leave: durable from the moment at which the reason for it is, and sent once.
//
//   queued -> leaving -> sent        each arrow is one commit; "leaving" is durable before the text leaves
//     ^  \       \-> queued          the server refused for now, the text did not go out whole, or that it
//     |   \                          was to leave could not be made durable
//     |   \       \-> uncertain      the server had all of it, and its answer was not heard
//     |    \-> failed                refused for good, or too old
//     \--------- uncertain           only where the terms say so, once
//
// A process that dies while a mail is leaving leaves it uncertain: the server may have it. Pure: every
// change returns the edits that make it durable; edits whose commit fails belong in front of the next commit.
// Not thread-safe.
//
//   auto out = mail_queue::load(entries, terms, why);
//   acceptance got{};
//   append(changes, out.put(std::move(l), now, got));      // in one commit with the outcome of the command
#pragma once

#include "outgoing_mail.h"

#include <watchpost/cpp/edits.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace watchpost::mail_command::outbox {

struct queue_terms {
  std::size_t most_waiting = 1000;
  std::size_t most_bytes = 32 * 1024 * 1024;  // of the waiting letters
  std::chrono::milliseconds give_up{std::chrono::hours{72}};
  std::chrono::milliseconds remember{std::chrono::hours{24 * 7}};  // what became of a mail
  std::size_t most_remembered = 1000;
  bool repeat_uncertain = false;
};

enum class mail_phase : std::uint8_t { queued, leaving, sent, uncertain, failed };
inline constexpr std::array<std::string_view, 5> mail_phase_names{"queued", "leaving", "sent", "uncertain",
                                                                  "failed"};
constexpr const auto& names_of(mail_phase) { return mail_phase_names; }
constexpr std::string_view name(mail_phase p) { return mail_phase_names[static_cast<std::size_t>(p)]; }

// All times: see timeline.h.
struct queued_mail {
  outgoing_mail what;  // without the text once it is not waiting any more
  mail_phase is = mail_phase::queued;
  std::int64_t queued = 0;
  std::int64_t next = 0;   // not to be tried before; 0: at once
  std::int64_t ended = 0;  // when it was sent, failed or became uncertain
  std::uint32_t tries = 0;
  bool repeated = false;  // it was uncertain once
  std::string note;       // the server's words to the latest try; one printable line

  bool waits() const { return is == mail_phase::queued || is == mail_phase::leaving; }
};

enum class acceptance : std::uint8_t {
  queued,
  known,  // there is a mail of this event already; nothing changes
  full,   // what waits is at the bounds: try again later
  unfit,  // an address or the text cannot be sent
};

// Since the instance exists.
struct queue_counts {
  std::uint64_t last = 0;  // sequence
  std::uint64_t sent = 0, failed = 0, uncertain = 0;
};

class mail_queue {
 public:
  // From all entries of the state store. `why` is set when one cannot be read.
  static mail_queue load(const std::map<std::string, std::string, std::less<>>& entries, queue_terms terms,
                         std::string& why);

  // Of a new process, before anything is sent.
  plugin::edits recover(std::int64_t now);

  // passed: it is taken also where what waits is at the bounds.
  enum class bounds : std::uint8_t { kept, passed };
  plugin::edits put(outgoing_mail mail, std::int64_t now, acceptance& got, bounds limits = bounds::kept);

  // Whether put() would take `count` letters of that size together.
  bool has_room(std::size_t count, std::size_t bytes_each) const;

  // The waiting mail that may be tried now: alarms first, then the one that waits longest. Nothing while
  // one is leaving.
  std::optional<std::uint64_t> due(std::int64_t now) const;
  std::optional<std::int64_t> next() const;  // when a mail is due; nothing: none waits

  const std::map<std::uint64_t, queued_mail>& mails() const { return mails_; }
  std::size_t waiting() const { return waiting_; }
  queue_counts counts() const { return counts_; }

  plugin::edits leaving(std::uint64_t sequence);
  // Not a byte of it left, for no reason of the server's: it is due as before.
  plugin::edits stayed(std::uint64_t sequence);
  plugin::edits sent(std::uint64_t sequence, std::int64_t now, std::string_view reply);
  // Tried again later, unless it is too old by then.
  plugin::edits deferred(std::uint64_t sequence, std::int64_t now, std::string_view words);
  plugin::edits refused(std::uint64_t sequence, std::int64_t now, std::string_view words);
  plugin::edits unheard(std::uint64_t sequence, std::int64_t now, std::string_view words);

  // An error of this program came between.
  plugin::edits broke_off(std::uint64_t sequence, std::int64_t now, std::string_view words);

  // Not tried, as the server cannot be reached at all; gives up those that are too old.
  plugin::edits expire(std::int64_t now);

  // Forgets what need not be remembered any more.
  plugin::edits tidy(std::int64_t now);

 private:
  plugin::edit kept(std::uint64_t sequence) const;
  plugin::edit counters() const;
  plugin::edits end(std::uint64_t sequence, mail_phase as, std::int64_t now, std::string_view note);
  void count_waiting(const queued_mail& p, bool more);

  queue_terms terms_;
  std::map<std::uint64_t, queued_mail> mails_;  // by sequence
  std::set<std::string, std::less<>> events_;   // of all mails
  std::size_t waiting_ = 0, bytes_ = 0;
  queue_counts counts_;
};

}  // namespace watchpost::mail_command::outbox
