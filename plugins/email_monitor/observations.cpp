#include "observations.h"

#include "mail/json/record.h"
#include "mail/message/header.h"

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

constexpr std::int64_t remember_lost_ms = 7LL * 24 * 3600 * 1000;

// A note of the ledger: the ids of what the latest poll that found something set out to delete.
constexpr const char* deleting_note = "deleting";
constexpr std::size_t most_noted = 200;

struct deletion {
  std::vector<std::string> ids;
};
constexpr auto fields_of(const deletion*) { return std::tuple{mail::json::field("ids", &deletion::ids)}; }

bool is_noted(const std::string& note, const std::string& id) {
  const auto noted = mail::json::read_record<deletion>(note);
  return noted && std::find(noted->ids.begin(), noted->ids.end(), id) != noted->ids.end();
}

std::string listed(const std::vector<std::string>& ids) {
  const auto kept = static_cast<std::ptrdiff_t>(std::min(ids.size(), most_noted));
  return mail::json::to_record(deletion{{ids.end() - kept, ids.end()}});
}

// An arrival that an earlier poll found and did not live to tell.
observation::arrival told_by(std::uint64_t sequence, const probe& p) {
  return {.sequence = sequence, .folder = p.folder, .junk = p.junk, .receipt = p.receipt};
}

bool is_outstanding(const probe& p) { return p.phase == phase::prepared || p.phase == phase::sent; }

}  // namespace

mail::interest observations::judge(const mail::message_info& s) {
  identified found = identify(book_.own_identity(), {config_.from, config_.to, config_.instance}, s);
  if (found.kind == message_kind::probe && !found.may_delete) {
    std::erase_if(kept_, [&](const auto& one) { return one.first.id == s.id; });
    kept_.emplace_back(s, found.token).first.body.clear();
    return mail::interest::none;
  }
  switch (found.kind) {
    case message_kind::ask_body: return mail::interest::body;
    case message_kind::forged: ++report_.false_ones.forged; return mail::interest::none;
    case message_kind::answer: ++report_.false_ones.answers; return mail::interest::none;
    case message_kind::foreign: return mail::interest::none;
    case message_kind::probe:
    case message_kind::report: ours_[s.id] = std::move(found); return mail::interest::ours;
  }
  return mail::interest::none;
}

bool observations::is_missing(std::uint64_t sequence) const {
  const bool kept = std::any_of(kept_.begin(), kept_.end(),
                                [&](const auto& one) { return one.second.sequence == sequence; });
  return !kept && std::none_of(ours_.begin(), ours_.end(), [&](const auto& entry) {
    const identified& l = entry.second;
    return l.token.sequence == sequence && (l.kind == message_kind::probe || l.bounce->ends());
  });
}

stage_time observations::measured(const probe& p, const mail::message_info& s, moment found) const {
  const bool by_mono = p.accepted_mono != 0;
  const auto most = by_mono ? found.mono - p.accepted_mono : found.wall - p.accepted;
  const auto scanned = by_mono && s.folder.empty() && book_.last_scan().mono != 0
                           ? book_.last_scan().mono - p.accepted_mono
                           : std::int64_t{0};
  auto stamp = s.arrived;
  if (!stamp) stamp = mail::message::received_at(mail::message::header_fields(s.header));
  std::optional<double> stamped;
  if (stamp) stamped = static_cast<double>(*stamp) - static_cast<double>(p.accepted) / 1000;
  return measure(static_cast<double>(std::max<std::int64_t>(0, scanned)) / 1000,
                 static_cast<double>(std::max<std::int64_t>(0, most)) / 1000, stamped,
                 known_offset(report_.way));
}

// Of a probe that is over.
void observations::note_former(const mail::message_info& s) {
  auto& count = report_.false_ones;
  ++(is_noted(book_.note(deleting_note), s.id) ? count.leftovers : count.replayed);
}

void observations::note_arrival(const mail::message_info& s, const token& t, moment found, edits& changes) {
  const auto known = book_.probes().find(t.sequence);
  if (found_.contains(t.sequence)) {
    ++report_.false_ones.duplicates;
    return;
  }
  if (known != book_.probes().end() && known->second.told) return;
  // A sequence that was used before, as the state was restored from a copy, has another time.
  if (known == book_.probes().end() || known->second.made != t.sent ||
      known->second.phase == phase::bounced) {
    note_former(s);
    return;
  }
  const probe& p = known->second;
  report_.way = {.hops = mail::message::received_chain(s.header), .submitted = p.accepted / 1000};
  const stage_time took = measured(p, s, found);
  stage_times_[t.sequence] = took;
  const auto& deadline = config_.delivery_deadline;
  const bool late =
      p.phase == phase::lost || (deadline && took.exceeds(static_cast<double>(deadline->count()) / 1000));
  found_[t.sequence] = {.sequence = t.sequence,
                        .delivery = took.seconds,
                        .late = late,
                        .folder = s.folder,
                        .junk = s.junk,
                        .receipt = p.receipt};
  if (is_outstanding(p)) append(changes, book_.arrived(t.sequence, found.wall, s.folder, s.junk));
}

void observations::note_report(const identified& report, moment found, edits& changes) {
  const std::uint64_t sequence = report.token.sequence;
  const auto known = book_.probes().find(sequence);
  const bool over = known == book_.probes().end() || known->second.made != report.token.sent ||
                    known->second.phase == phase::arrived || known->second.phase == phase::bounced;
  if (over) return;
  if (report.bounce->ends()) {
    append(changes, book_.bounced(sequence, found.wall, *report.bounce));
  } else if (report.bounce->action == "delayed") {
    report_.seen.delayed.push_back({sequence, *report.bounce});
  }
}

edits observations::judge_missing(std::uint64_t fresh) {
  edits changes;
  const auto probes = book_.probes();
  for (const auto& [sequence, p] : probes) {
    if (p.phase == phase::arrived || p.phase == phase::bounced || sequence == fresh) continue;
    if (p.phase == phase::lost) {
      if (times_.due - p.due > remember_lost_ms) append(changes, book_.forget(sequence));
    } else if (!times_.overdue(p)) {
      ++report_.seen.waiting;
    } else if (p.phase == phase::sent) {
      append(changes, book_.lost(sequence));
      report_.seen.lost.push_back({sequence, p.receipt});
    } else {
      append(changes, book_.forget(sequence));
    }
  }
  return changes;
}

// An arrival that was not told soon after it was found says nothing of today.
void observations::account() {
  for (const auto& [sequence, p] : book_.probes()) {
    const auto found = found_.find(sequence);
    if (p.told) continue;
    if (p.phase == phase::bounced) {
      report_.seen.bounced.push_back({sequence, *p.report});
    } else if (found != found_.end()) {
      report_.seen.arrivals.push_back(found->second);
      report_.newest = stage_times_.at(sequence);
    } else if (p.phase == phase::arrived && times_.gap() == 0) {
      report_.seen.arrivals.push_back(told_by(sequence, p));
    } else if (p.phase == phase::arrived) {
      book_.tell(sequence);
    }
  }
}

void observations::deleted() {
  for (auto& a : report_.seen.arrivals) a.deleted = found_.contains(a.sequence) && !a.kept;
}

bool observations::any_overdue() const {
  return std::any_of(book_.probes().begin(), book_.probes().end(), [this](const auto& entry) {
    const auto& [sequence, p] = entry;
    return p.phase == phase::sent && times_.overdue(p) && is_missing(sequence);
  });
}

// What was found before and not in INBOX now was deleted, or is in another folder.
bool observations::any_missing() const {
  return std::any_of(book_.probes().begin(), book_.probes().end(), [this](const auto& entry) {
    const auto& [sequence, p] = entry;
    const bool wanted = is_outstanding(p) ? times_.soon_overdue(p) : p.phase != phase::lost;
    return wanted && is_missing(sequence);
  });
}

std::vector<std::string> observations::take(const std::vector<const mail::mailbox_scan*>& seen, moment found,
                                            edits& changes) {
  std::vector<std::string> ids;
  std::vector<const identified*> reports;
  for (const mail::mailbox_scan* part : seen) {
    for (const auto& s : part->matches) {
      const identified& ours = ours_.at(s.id);
      if (ours.kind == message_kind::probe) note_arrival(s, ours.token, found, changes);
      if (ours.kind == message_kind::report) reports.push_back(&ours);
      ids.push_back(s.id);
    }
  }
  for (const auto& [s, sealed] : kept_) {
    const bool known = found_.contains(sealed.sequence);
    note_arrival(s, sealed, found, changes);
    if (const auto now = found_.find(sealed.sequence); !known && now != found_.end()) now->second.kept = true;
  }
  for (const identified* report : reports) note_report(*report, found, changes);
  if (!ids.empty()) append(changes, book_.noted(deleting_note, listed(ids)));
  return ids;
}

edits observations::over(bool deleted) {
  const auto tell = [this](std::uint64_t sequence) {
    if (book_.probes().contains(sequence)) book_.tell(sequence);
  };
  for (const auto& a : report_.seen.arrivals) tell(a.sequence);
  for (const auto& r : report_.seen.bounced) tell(r.sequence);
  std::vector<std::uint64_t> gone;
  for (const auto& [sequence, p] : book_.probes())
    if (p.told && deleted) gone.push_back(sequence);
  edits changes;
  for (const auto sequence : gone) append(changes, book_.forget(sequence));
  return changes;
}

}  // namespace watchpost::email_monitor
