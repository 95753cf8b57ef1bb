// What the scans of one poll found of ours, and what that makes of the probes in the ledger. Pure.
//
//   scan: clear(), judge() of each message -> take() of what matched
//         -> is_missing(), account(), judge_missing()
#pragma once

#include "identify.h"
#include "overdue.h"
#include "round_trip.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::email_monitor {

class observations {
 public:
  // All of it outlives the observations; what is told goes into `report`.
  observations(const configuration& config, ledger& book, const timetable& times, poll_report& report)
      : config_(config), book_(book), times_(times), report_(report) {}

  // A new scan begins, of what is new since the one before, or was.
  void clear() {
    ours_.clear();
    kept_.clear();
  }
  mail::interest judge(const mail::message_info& s);
  // Neither that probe nor the end of it was in what was scanned.
  bool is_missing(std::uint64_t sequence) const;
  // A probe that should have come by now, or came before, is.
  bool any_missing() const;
  // A probe that was sent is, and its time is over.
  bool any_overdue() const;

  // What was seen in a scan, at `found`: the ids of what is to be deleted, and the edits that keep it.
  std::vector<std::string> take(const std::vector<const mail::mailbox_scan*>& seen, moment found,
                                edits& changes);
  // Reports what came back, that included which an earlier poll could not delete or did not live to tell.
  void account();
  // Those that take() named are gone.
  void deleted();
  // What account() reported is told. The edits that forget it, once it is `deleted`: until then it is still
  // to be deleted, in silence.
  edits over(bool deleted);
  // What the probes that were not found have come to; `fresh` is the one of this poll.
  edits judge_missing(std::uint64_t fresh);

 private:
  void note_arrival(const mail::message_info& s, const token& t, moment found, edits& changes);
  void note_former(const mail::message_info& s);
  void note_report(const identified& report, moment found, edits& changes);
  stage_time measured(const probe& p, const mail::message_info& s, moment found) const;

  const configuration& config_;
  ledger& book_;
  const timetable& times_;
  poll_report& report_;
  std::map<std::string, identified> ours_;  // by the ids of the latest scan: what is ours to delete
  std::vector<std::pair<mail::message_info, token>> kept_;  // likewise: probes that are not to be deleted
  std::map<std::uint64_t, observation::arrival> found_;     // in this poll
  std::map<std::uint64_t, stage_time> stage_times_;         // of those
};

}  // namespace watchpost::email_monitor
