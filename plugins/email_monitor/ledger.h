// The probe ledger: what became of every probe that may still be on its way, durable before the probe leaves.
//
//   prepared -> sent -> arrived -> (removed)           each arrow is one commit
//        \        \-> bounced -> (removed)
//         \        \-> lost -> (removed late or bounced, or forgotten)
//          \-> (forgotten: whether it ever left is not known, so nothing is said about it)
//
// Pure: every change returns the edits that make it durable. Not thread-safe.
#pragma once

#include "bounce.h"
#include "identity.h"

#include <watchpost/cpp/edits.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::email_monitor {

using plugin::edit;
using plugin::edits;

enum class phase : std::uint8_t { prepared, sent, arrived, lost, bounced };
inline constexpr std::array<std::string_view, 5> phase_names{"prepared", "sent", "arrived", "lost",
                                                             "bounced"};
constexpr const auto& names_of(phase) { return phase_names; }

// All times are wall ms.
struct probe {
  email_monitor::phase phase = email_monitor::phase::prepared;
  std::int64_t due = 0;          // when the poll that sent it was due
  std::uint64_t turn = 0;        // which poll of the instance that was
  std::int64_t made = 0;         // as in its token
  std::int64_t accepted = 0;     // when the server took it; prepared: when it was written
  std::int64_t arrived = 0;      // when it was found, or its bounce was; 0: not yet
  std::string receipt;           // sent: the server's reply to it
  std::string folder;            // arrived: where, for humans; empty: INBOX
  bool junk = false;             // which is the one for junk
  std::optional<bounce> report;  // bounced

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
  // From all entries of the state store; empty for a new instance. Nothing, with `problem` set, when one of its own
  // cannot be read.
  static std::optional<ledger> load(const plugin::entries& entries, std::string& problem);

  const identity& own_identity() const { return identity_; }
  const std::map<std::uint64_t, probe>& probes() const { return probes_; }               // by sequence
  const std::string& position() const { return position_; }                              // see mail::position
  const std::string& other_folders_position() const { return other_folders_position_; }  // of scan_folders()
  bool fresh() const { return last_ == 0; }            // no probe was ever prepared
  std::uint64_t turns() const { return turns_; }       // polls that came to their end
  std::int64_t last_due() const { return last_due_; }  // when the latest of them was due; 0: there was none

  // One more poll came to its end, and made no probe.
  edits turned(std::int64_t due);
  // The new probe of one more poll; `sequence` is set. To be durable before it leaves.
  edits prepare(std::int64_t due, std::int64_t now, std::uint64_t& sequence);
  edits sent(std::uint64_t sequence, moment accepted, std::string_view reply);
  edits arrived(std::uint64_t sequence, std::int64_t now, std::string folder = {}, bool junk = false);
  edits bounced(std::uint64_t sequence, std::int64_t now, bounce report);
  edits lost(std::uint64_t sequence);
  edits forget(std::uint64_t sequence);
  void tell(std::uint64_t sequence) { probes_.at(sequence).told = true; }
  edits reached(std::string position);
  edits reached_other_folders(std::string position);

  // Not durable: when INBOX was last read to its end.
  moment last_scan() const { return last_scan_; }
  void scanned(moment now) { last_scan_ = now; }

  // Records that other parts of a poll keep between polls, by their name; empty: none.
  std::string note(const std::string& name) const;
  edits noted(const std::string& name, std::string record);

  // The edits of a new instance: its identity. Empty when it was loaded, and from the second call on.
  edits birth();

 private:
  bool take(const std::string& key, const std::string& value);
  edit record(std::uint64_t sequence) const;
  edit counters() const;

  identity identity_;
  bool unborn_ = false;  // see birth()
  std::map<std::uint64_t, probe> probes_;
  std::uint64_t last_ = 0, turns_ = 0;
  std::int64_t last_due_ = 0;
  std::string position_, other_folders_position_;
  moment last_scan_;
  std::map<std::string, std::string> notes_;
};

}  // namespace watchpost::email_monitor
