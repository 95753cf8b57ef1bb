#include "verdict.h"

#include "../mail/smtp/submit.h"

#include <cmath>
#include <cstdio>

namespace watchpost::email_monitor {
namespace {

std::string seconds(double s) {
  char text[32];
  const bool whole = s == std::floor(s);  // the servers' stamps, or long ago
  std::snprintf(text, sizeof text, s < 10 && !whole ? "%.1f s" : "%.0f s", s);
  return text;
}

std::string describe(const std::string& server, const mail::failure& f, const std::string& advice) {
  std::string text = server + ": " + mail::to_string(f);
  if (!advice.empty()) text += "; " + advice;
  return text;
}

std::string list(const std::vector<std::uint64_t>& sequences) {
  std::string text = sequences.size() == 1 ? "probe " : "probes ";
  for (std::size_t i = 0; i < sequences.size(); ++i) text += (i ? ", " : "") + std::to_string(sequences[i]);
  return text;
}

std::string arrived_text(const observation::arrival& a) {
  std::string text = "probe " + std::to_string(a.sequence) + (a.late ? " arrived late" : " arrived");
  if (a.delivery) text += " after " + seconds(*a.delivery);
  return text;
}

judgement judge_arrivals(const observation& seen) {
  const observation::arrival* newest = nullptr;
  const observation::arrival* late = nullptr;
  for (const auto& a : seen.arrivals) (a.late ? late : newest) = &a;
  if (newest) return {verdict::up, arrived_text(*newest) + ", found and deleted"};
  if (late) return {verdict::late, arrived_text(*late) + " (deadline " + seconds(seen.deadline) + ")"};
  if (seen.first && seen.submitted) {
    return {seen.first_is_up ? verdict::up : verdict::pending,
            "first poll: the probe was submitted; its arrival is checked from the next poll on"};
  }
  if (seen.waiting > 0)
    return {verdict::pending, std::to_string(seen.waiting) + " probe(s) on the way, not yet due"};
  return {verdict::pending, "a new probe was submitted; nothing was outstanding to be verified"};
}

}  // namespace

judgement judge(const observation& seen) {
  judgement j;
  if (seen.retrieval_failed) {
    j = {verdict::down, describe(seen.retrieval_server, *seen.retrieval_failed, seen.retrieval_advice)};
  } else if (!seen.lost.empty()) {
    j = {verdict::lost,
         list(seen.lost) + " not in the mailbox within " + seconds(seen.deadline) +
             "; look at the mail queue of the submission server, and whether a rule moved the mail"};
  } else if (!seen.submission_failed) {
    j = judge_arrivals(seen);
  }
  if (seen.submission_failed) {
    const auto& f = *seen.submission_failed;
    const bool only = j.summary.empty();
    if (only) j.is = mail::smtp::uncertain(f) ? verdict::uncertain : verdict::down;
    j.summary += (only ? "" : "; also ") + describe(seen.submission_server, f, seen.submission_advice);
  }
  if (seen.withheld) j.summary += "; no new probe was sent, too many are outstanding";
  return j;
}

}  // namespace watchpost::email_monitor
