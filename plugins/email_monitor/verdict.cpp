#include "verdict.h"

#include "mail/smtp/reply.h"
#include "mail/smtp/submit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace watchpost::email_monitor {
namespace {

// The worst of what was found is the verdict.
constexpr std::array by_weight{verdict::down,    verdict::bounced,    verdict::lost,   verdict::uncertain,
                               verdict::unknown, verdict::greylisted, verdict::busy,   verdict::junk,
                               verdict::late,    verdict::up,         verdict::pending};
static_assert(by_weight.size() == std::size(verdicts));

std::size_t rank(verdict v) {
  return static_cast<std::size_t>(std::find(by_weight.begin(), by_weight.end(), v) - by_weight.begin());
}

struct finding {
  email_monitor::verdict verdict = email_monitor::verdict::pending;
  std::string text;
  grounds on{};
};

std::string seconds(double s) {
  char text[32];
  const bool whole = s == std::floor(s);  // the servers' stamps, or long ago
  std::snprintf(text, sizeof text, s < 10 && !whole ? "%.1f s" : "%.0f s", s);
  return text;
}

template <class List>
std::string sequences(const List& of) {
  std::string text = of.size() == 1 ? "probe " : "probes ";
  for (std::size_t i = 0; i < of.size(); ++i) text += (i ? ", " : "") + std::to_string(of[i].sequence);
  return text;
}

// The parts of a server's words: "550 5.7.1 rejected".
grounds said(const std::string& words, std::string advice) {
  grounds on{.stage = "delivery", .server_text = words, .reply_code = 0, .enhanced_code = {}, .advice = {}};
  on.advice = std::move(advice);
  mail::smtp::reply_parser parser;
  if (parser.feed(words) != mail::smtp::reply_parser::step::done) return on;
  const auto reply = parser.take();
  on.reply_code = reply.code;
  on.enhanced_code = reply.enhanced;
  return on;
}

verdict verdict_of(const mail::failure& f, bool submission) {
  if (is_own_fault(f)) return verdict::unknown;
  if (f.why == mail::cause::busy || f.why == mail::cause::unexplained) return verdict::busy;
  if (f.why == mail::cause::greylisted) return verdict::greylisted;
  return submission && mail::smtp::uncertain(f) ? verdict::uncertain : verdict::down;
}

finding failed(const mail::failure& f, const std::string& server, const std::string& advice,
               bool submission) {
  const verdict worst = verdict_of(f, submission);
  const std::string doubt = worst == verdict::uncertain ? "uncertain whether the probe was taken: " : "";
  return {.verdict = worst,
          .text = doubt + server + ": " + mail::to_string(f),
          .on = {.stage = std::string(name(f.at)),
                 .server_text = f.server.empty() ? f.detail : f.server,
                 .reply_code = f.code,
                 .enhanced_code = f.enhanced,
                 .advice = advice}};
}

std::string arrived_text(const observation::arrival& a) {
  std::string text = "probe " + std::to_string(a.sequence) + (a.late ? " arrived late" : " arrived");
  if (a.delivery) text += " after " + seconds(*a.delivery);
  if (a.kept) text += ", left there as relays have changed it";
  return text;
}

verdict verdict_of(const observation::arrival& a) {
  if (!a.folder.empty()) return verdict::junk;
  return a.late ? verdict::late : verdict::up;
}

finding arrived(const observation& seen, const observation::arrival& a) {
  finding f{.verdict = verdict_of(a), .text = arrived_text(a), .on = said(a.receipt, {})};
  switch (f.verdict) {
    case verdict::junk:
      f.text += " in " + a.folder + (a.junk ? ", the folder for junk" : ", not in INBOX");
      f.on.advice = a.junk ? "let the mailbox's filter accept mail from smtp.from"
                           : "a rule moves the mail: see to the filters of the mailbox";
      break;
    case verdict::late:
      f.text += " (deadline " + seconds(seen.deadline) + ")";
      f.on.advice = "the facts name the slow hop; raise delivery.deadline where mail may take that long";
      break;
    default: f.text += a.deleted ? ", found and deleted" : ", found";
  }
  return f;
}

// One finding for each kind of arrival: about its newest probe.
std::vector<finding> arrivals(const observation& seen) {
  std::vector<finding> out;
  for (const auto& a : seen.arrivals) {
    finding f = arrived(seen, a);
    const auto same = std::find_if(out.begin(), out.end(),
                                   [&](const finding& other) { return other.verdict == f.verdict; });
    if (same == out.end()) {
      out.push_back(std::move(f));
    } else {
      *same = std::move(f);
    }
  }
  return out;
}

finding lost(const observation& seen) {
  std::string text = sequences(seen.lost) + " not in the mailbox within " + seconds(seen.deadline);
  if (!seen.folders.empty()) {
    text += " (nor in ";
    for (const auto& folder : seen.folders) text += (&folder == seen.folders.data() ? "" : ", ") + folder;
    text += ')';
  }
  for (const auto& remark : seen.remarks) text += "; " + remark;
  const std::string& receipt = seen.lost.back().receipt;
  grounds on = said(receipt, {});
  const auto id = mail::smtp::queue_id(receipt);
  on.advice = "look for " + (id.empty() ? "it in the queue and the log" : id + " in the log") + " of " +
              seen.submission_server;
  on.advice += seen.folders_unseen ? ", and into the junk folder by hand: POP3 cannot see folders"
                                   : ", and whether a rule moved the mail";
  return {.verdict = verdict::lost, .text = std::move(text), .on = std::move(on)};
}

finding bounced(const observation::returned& r) {
  finding f{
      .verdict = verdict::bounced,
      .text = "probe " + std::to_string(r.sequence) + " was returned by " + to_string(r.bounce),
      .on = said(r.bounce.words, "find out from the words of " +
                                     (r.bounce.host.empty() ? std::string("the server") : r.bounce.host) +
                                     " why it refuses mail for smtp.to")};
  if (!r.bounce.status.empty()) f.on.enhanced_code = r.bounce.status;
  return f;
}

finding unsent(const observation& seen) {
  finding f{.verdict = verdict::unknown,
            .text = "no probe was sent, as it could not be recorded: " + seen.unstored,
            .on = said({}, "see to the disk on which this host keeps its state")};
  f.on.stage = "state";
  return f;
}

// When nothing else is to be told.
finding nothing_yet(const observation& seen) {
  if (seen.first && seen.submitted) {
    finding f{.verdict = seen.first_is_up ? verdict::up : verdict::pending,
              .text = "first poll: the probe was submitted; its arrival is checked from the next poll on",
              .on = said(seen.receipt, {})};
    f.on.stage = name(mail::stage::acceptance);
    return f;
  }
  finding f{.verdict = verdict::pending, .text = {}, .on = said({}, {})};
  if (seen.waiting == 0) {
    f.text = "a new probe was submitted; nothing was outstanding to be verified";
    return f;
  }
  f.text = std::to_string(seen.waiting) + " probe(s) on the way, not yet due";
  if (seen.gap != 0) f.text += "; after a gap in the polls each gets one more poll";
  if (!seen.delayed.empty()) {
    f.on = said(seen.delayed.back().bounce.words, {});
    f.on.enhanced_code = seen.delayed.back().bounce.status;
  }
  return f;
}

// The verdict stands: it is told again, should the process die before the next commit.
void add_unstored(const observation& seen, judgement& j) {
  if (seen.unstored.empty() || seen.unsent) return;
  j.summary += "; this is not stored yet, the next poll tries again: " + seen.unstored;
  if (j.state == WP_STATE_OK) j.state = WP_STATE_WARNING;
}

// A limit that a delivery exceeds makes the state worse, not the verdict.
void apply_limits(const observation& seen, judgement& j) {
  double slowest = -1;
  for (const auto& a : seen.arrivals)
    if (!a.late && a.delivery) slowest = std::max(slowest, *a.delivery);
  const bool critical = seen.critical && slowest >= *seen.critical;
  if (!critical && !(seen.warning && slowest >= *seen.warning)) return;
  j.summary += std::string("; that is slow: delivery.") + (critical ? "critical" : "warning") + " is " +
               seconds(critical ? *seen.critical : *seen.warning);
  if (j.on.advice.empty()) j.on.advice = "the facts name the slow hop: see to its queue and its load";
  const std::uint32_t limit = critical ? WP_STATE_CRITICAL : WP_STATE_WARNING;
  const bool milder = j.state == WP_STATE_OK || (critical && j.state == WP_STATE_WARNING);
  if (milder) j.state = limit;
}

}  // namespace

bool is_own_fault(const mail::failure& f) {
  return f.why == mail::cause::offline || f.why == mail::cause::no_time ||
         (f.at == mail::stage::resolve && f.why == mail::cause::timeout);
}

judgement judge(const observation& seen) {
  std::vector<finding> found = arrivals(seen);
  if (seen.retrieval_failed)
    found.push_back(failed(*seen.retrieval_failed, seen.retrieval_server, seen.retrieval_advice, false));
  if (seen.removal_failed)
    found.push_back(failed(*seen.removal_failed, seen.retrieval_server, seen.removal_advice, false));
  for (const auto& r : seen.bounced) found.push_back(bounced(r));
  if (!seen.lost.empty()) found.push_back(lost(seen));
  if (seen.submission_failed)
    found.push_back(failed(*seen.submission_failed, seen.submission_server, seen.submission_advice, true));
  if (seen.unsent) found.push_back(unsent(seen));
  if (found.empty()) found.push_back(nothing_yet(seen));
  std::stable_sort(found.begin(), found.end(),
                   [](const finding& a, const finding& b) { return rank(a.verdict) < rank(b.verdict); });

  judgement j;
  j.verdict = found.front().verdict;
  j.state = state_of(j.verdict);
  j.on = found.front().on;
  for (const auto& f : found) {
    j.summary += (j.summary.empty() ? "" : "; also ") + f.text;
    if (!f.on.advice.empty()) j.summary += "; " + f.on.advice;
  }
  for (const auto& r : seen.delayed)
    j.summary += "; probe " + std::to_string(r.sequence) + " is delayed, says " + to_string(r.bounce);
  apply_limits(seen, j);
  add_unstored(seen, j);
  if (seen.withheld) j.summary += "; no new probe was sent, too many are outstanding";
  return j;
}

}  // namespace watchpost::email_monitor
