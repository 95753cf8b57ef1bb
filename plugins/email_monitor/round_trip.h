// One poll: look for outstanding probes, judge them, delete our own, submit the next one.
//
//   look -> [arrived is durable] -> delete -> [gone, position, next probe are durable] -> submit -> [sent is
//   durable]
//
// so that a kill at any instant leaves a ledger from which the next poll tells the truth.
#pragma once

#include "ledger.h"
#include "plan.h"
#include "verdict.h"

namespace watchpost::email_monitor {

// Makes edits durable. Ends with nothing, or with why it could not be done.
class journal {
 public:
  virtual ~journal() = default;
  virtual mail::net::task<std::optional<std::string>> commit(edits changes) = 0;
};

struct poll_request {
  mail::net::instant deadline{};         // mono; everything ends by then
  std::int64_t due = 0;                  // wall ms at which the schedule wanted this poll
  std::chrono::milliseconds interval{};  // of the schedule; 0: none
};

struct poll_report {
  observation seen;
  mail::session_report submission, retrieval;
  std::string queue_id;
  std::uint32_t own_deleted = 0;
  std::uint32_t foreign_seen = 0;  // new messages that were not ours
  std::uint32_t forged = 0;        // messages with a seal of ours that is not valid
  std::string state_failed;        // why nothing could be made durable; then there is no verdict
  bool cancelled = false;          // then there is no verdict either
};

// All references outlive the task. One poll of a ledger at a time.
mail::net::task<poll_report> poll(mail::net::network& net, const plan& what, ledger& book, journal& durable,
                                  poll_request when, mail::net::cancellation cancel);

}  // namespace watchpost::email_monitor
