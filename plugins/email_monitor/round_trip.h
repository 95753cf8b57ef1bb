// One poll: scan for outstanding probes, judge them, delete our own, submit the next one.
//
//   scan -> [arrived or bounced, and the next probe, are durable] -> delete -> submit
//   -> [sent, gone, lost, positions are durable]
//
// so that a kill at any instant leaves a ledger from which the next poll tells the truth. Where the first
// commit fails, nothing is deleted and nothing submitted; what was seen is told all the same. The scan goes
// on to the junk folder and the other ones when a probe should be in INBOX by now and is not.
#pragma once

#include "configuration.h"
#include "journal.h"
#include "route.h"
#include "shared_services.h"
#include "stage_time.h"
#include "verdict.h"

namespace watchpost::email_monitor {

struct poll_request {
  mail::net::instant deadline{};         // mono; all sessions end by then, and the poll 150 ms later
  std::int64_t due = 0;                  // wall ms at which the schedule wanted this poll
  std::chrono::milliseconds interval{};  // of the schedule; 0: none
  mail::stage_observer submission_stages{}, retrieval_stages{};  // told of each stage when it has ended
};

// Messages that carried a seal of ours and were no arrival of an outstanding probe.
struct impostors {
  std::uint32_t forged = 0;     // the seal is not valid
  std::uint32_t replayed = 0;   // of a probe that is over: copied; deleted
  std::uint32_t leftovers = 0;  // that an earlier poll set out to delete; deleted once more
  std::uint32_t duplicates =
      0;  // one more copy of a probe that arrived in this poll; deleted, or see letter::probe
  std::uint32_t answers = 0;  // automatic answers that quote the seal in their header; left alone
};

struct poll_report {
  observation seen;
  mail::session_report submission, retrieval;
  std::string queue_id;
  std::optional<stage_time> newest;  // of the newest probe that arrived
  route way;                         // likewise
  std::uint32_t own_deleted = 0;
  std::uint32_t foreign_seen = 0;  // new messages that were not ours
  impostors false_ones;
  std::vector<mail::closed_folder> closed;  // folders that could not be opened
  bool cancelled = false;                   // then there is no verdict
};

// After `book` was loaded, before the first poll: refused sign-ins stay refused.
void recall_refusals(const shared_services& services, const configuration& config, const ledger& book);

// All references outlive the task. One poll of a ledger at a time.
mail::net::task<poll_report> poll(shared_services services, const configuration& config, ledger& book,
                                  journal& durable, poll_request when, mail::net::cancellation cancel);

}  // namespace watchpost::email_monitor
