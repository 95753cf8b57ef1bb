// From what a poll saw to what it says: the states of a monitor, their mapping to the host's states, and the
// one line for people. Pure.
#pragma once

#include "../mail/failure.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::email_monitor {

enum class verdict : std::uint8_t {
  up,         // a probe came back in time, or the first one was submitted (first_poll = up)
  pending,    // nothing can be said yet
  late,       // a probe came back after its deadline
  lost,       // a probe was not there by its deadline
  down,       // a stage of submission or retrieval failed
  uncertain,  // the server may or may not have taken the probe
};
inline constexpr std::array<std::string_view, 6> verdict_names{"up",   "pending", "late",
                                                               "lost", "down",    "uncertain"};
constexpr std::string_view name(verdict v) { return verdict_names[static_cast<std::size_t>(v)]; }

std::uint32_t state_of(verdict v);  // WP_STATE_*

// What one poll saw. Times are seconds.
struct observation {
  struct arrival {
    std::uint64_t sequence = 0;
    std::optional<double> delivery;  // from submission to arrival
    bool late = false;               // after its deadline
  };
  std::vector<arrival> arrivals;
  std::vector<std::uint64_t> lost;  // declared lost at this poll
  std::size_t waiting = 0;          // outstanding and younger than their deadline, the new one not counted
  double deadline = 0;
  bool first = false;  // nothing was ever submitted before this poll
  bool first_is_up = true;
  bool submitted = false;  // this poll's probe was taken
  bool withheld = false;   // not submitted, as too many are outstanding
  std::optional<mail::failure> retrieval_failed;
  std::optional<mail::failure> submission_failed;
  std::string retrieval_advice, submission_advice;  // one sentence each, where that leg failed
  std::string retrieval_server, submission_server;  // "IMAP mx.example:993", "SMTP mx.example:25"
};

struct judgement {
  verdict is = verdict::pending;
  std::string summary;
};
judgement judge(const observation& seen);

}  // namespace watchpost::email_monitor
