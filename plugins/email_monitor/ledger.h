// The probe ledger: what became of every probe that may still be on its way, durable before the probe leaves.
//
//   prepared -> sent -> arrived -> (removed)           each arrow is one commit
//        \        \-> bounced -> (removed)
//         \        \-> lost -> (removed late or bounced, or forgotten)
//          \-> (forgotten: whether it ever left is not known, so nothing is said about it)
//
// Pure: every change returns the edits that make it durable. Not thread-safe.
#pragma once

#include "identity.h"

#include <watchpost/cpp/edits.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::email_monitor {

using plugin::edit;
using plugin::edits;

enum class phase : std::uint8_t { prepared, sent, arrived, lost, bounced };

// All times are wall ms.
struct probe {
  phase is = phase::prepared;
  std::int64_t due = 0;       // when the poll that sent it was due
  std::uint64_t turn = 0;     // which poll of the instance that was
  std::int64_t made = 0;      // as in its token
  std::int64_t accepted = 0;  // when the server took it; prepared: when it was written
  std::int64_t arrived = 0;   // when it was found, or its bounce was; 0: not yet
  std::string note;           // sent: the server's reply to it; bounced: the report, see bounce.h
  std::string place;          // arrived: where, when that was not INBOX; any text without a line end

  // Not durable: mono ms of this process at `accepted`; 0: another process sent it.
  std::int64_t accepted_mono = 0;
  // Not durable: its end was told, or is too old to be; what is left of it is only to be deleted.
  bool told = false;
};

// When a mailbox was read: by both clocks. All zero: not in this process.
struct moment {
  std::int64_t wall = 0, mono = 0;
};

class ledger {
 public:
  // From all entries of the state store; empty for a new instance. Nothing, with `why` set, when the identity
  // is damaged; a damaged probe record is dropped with a word in `why`.
  static std::optional<ledger> load(const std::map<std::string, std::string>& entries, std::string& why);

  const identity& who() const { return who_; }
  const std::map<std::uint64_t, probe>& probes() const { return probes_; }  // by sequence
  const std::string& position() const { return position_; }                 // see mail::position
  const std::string& position_elsewhere() const { return elsewhere_; }      // of scan_folders()
  bool fresh() const { return last_ == 0; }                                 // no probe was ever prepared
  std::uint64_t turns() const { return turns_; }                            // polls that came to their end
  std::int64_t last_due() const { return last_due_; }  // when the latest of them was due; 0: there was none

  // One more poll came to its end, and made no probe.
  edits turned(std::int64_t due);
  // The new probe of one more poll; `sequence` is set. To be durable before it leaves.
  edits prepare(std::int64_t due, std::int64_t now, std::uint64_t& sequence);
  edits sent(std::uint64_t sequence, moment accepted, std::string_view reply);
  edits arrived(std::uint64_t sequence, std::int64_t now, std::string place = {});
  edits bounced(std::uint64_t sequence, std::int64_t now, std::string note);
  edits lost(std::uint64_t sequence);
  edits forget(std::uint64_t sequence);
  void tell(std::uint64_t sequence) { probes_.at(sequence).told = true; }
  edits reached(std::string position);
  edits reached_elsewhere(std::string position);

  // Not durable: when INBOX was last read to its end.
  moment last_look() const { return last_look_; }
  void looked(moment now) { last_look_ = now; }

  // Short texts that other parts of a poll keep between polls, by their name; empty: none.
  std::string note(const std::string& name) const;
  edits noted(const std::string& name, std::string text);

  // The edits of a new instance: its identity. Empty when it was loaded, and from the second call on.
  edits birth();

 private:
  edit record(std::uint64_t sequence) const;
  edit counters() const;

  identity who_;
  bool unborn_ = false;  // see birth()
  std::map<std::uint64_t, probe> probes_;
  std::uint64_t last_ = 0, turns_ = 0;
  std::int64_t last_due_ = 0;
  std::string position_, elsewhere_;
  moment last_look_;
  std::map<std::string, std::string> notes_;
};

}  // namespace watchpost::email_monitor
