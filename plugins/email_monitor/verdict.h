// From what a poll saw to what it says: the verdict, and the one line for people. Pure.
#pragma once

#include "../mail/failure.h"
#include "catalogue.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::email_monitor {

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
