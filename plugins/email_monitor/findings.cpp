#include "findings.h"

#include "mail/message/header.h"
#include "place.h"

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

constexpr std::int64_t remember_lost_ms = 7LL * 24 * 3600 * 1000;

// A note of the ledger: the ids of what the latest poll that found something set out to delete.
constexpr const char* deleting_note = "deleting";
constexpr std::size_t most_noted = 200;

bool is_noted(const std::string& ids, const std::string& id) {
  return (' ' + ids + ' ').find(' ' + id + ' ') != std::string::npos;
}

std::string listed(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t i = ids.size() - std::min(ids.size(), most_noted); i < ids.size(); ++i)
    text += (text.empty() ? "" : " ") + ids[i];
  return text;
}

bool is_outstanding(const probe& p) { return p.is == phase::prepared || p.is == phase::sent; }

}  // namespace

mail::interest findings::judge(const mail::message_info& s) {
  identified found = identify(book_.who(), {what_.from, what_.to, what_.instance}, s);
  if (found.is == letter::probe && !found.may_delete) {
    std::erase_if(kept_, [&](const auto& one) { return one.first.id == s.id; });
    kept_.emplace_back(s, found.what).first.body.clear();
    return mail::interest::none;
  }
  switch (found.is) {
    case letter::ask_body: return mail::interest::body;
    case letter::forged: ++report_.false_ones.forged; return mail::interest::none;
    case letter::answer: ++report_.false_ones.answers; return mail::interest::none;
    case letter::foreign: return mail::interest::none;
    case letter::probe:
    case letter::report: letters_[s.id] = std::move(found); return mail::interest::ours;
  }
  return mail::interest::none;
}

bool findings::is_missing(std::uint64_t sequence) const {
  const bool kept = std::any_of(kept_.begin(), kept_.end(),
                                [&](const auto& one) { return one.second.sequence == sequence; });
  return !kept && std::none_of(letters_.begin(), letters_.end(), [&](const auto& entry) {
    const identified& l = entry.second;
    return l.what.sequence == sequence && (l.is == letter::probe || l.about->ends());
  });
}

passage findings::measured(const probe& p, const mail::message_info& s, moment found) const {
  const bool by_mono = p.accepted_mono != 0;
  const auto most = by_mono ? found.mono - p.accepted_mono : found.wall - p.accepted;
  const auto looked = by_mono && s.folder.empty() && book_.last_look().mono != 0
                          ? book_.last_look().mono - p.accepted_mono
                          : std::int64_t{0};
  auto stamp = s.arrived;
  if (!stamp) stamp = mail::message::received_at(s.header);
  std::optional<double> stamped;
  if (stamp) stamped = static_cast<double>(*stamp) - static_cast<double>(p.accepted) / 1000;
  return measure(static_cast<double>(std::max<std::int64_t>(0, looked)) / 1000,
                 static_cast<double>(std::max<std::int64_t>(0, most)) / 1000, stamped,
                 known_offset(report_.way));
}

// Of a probe that is over.
void findings::note_former(const mail::message_info& s) {
  auto& count = report_.false_ones;
  ++(is_noted(book_.note(deleting_note), s.id) ? count.leftovers : count.replayed);
}

void findings::note_arrival(const mail::message_info& s, const token& t, moment found, edits& changes) {
  const auto known = book_.probes().find(t.sequence);
  if (found_.contains(t.sequence)) {
    ++report_.false_ones.duplicates;
    return;
  }
  if (known != book_.probes().end() && known->second.told) return;
  // A sequence that was used before, as the state was restored from a copy, has another time.
  if (known == book_.probes().end() || known->second.made != t.sent || known->second.is == phase::bounced) {
    note_former(s);
    return;
  }
  const probe& p = known->second;
  report_.way = {.hops = mail::message::received_chain(s.header), .submitted = p.accepted / 1000};
  const passage took = measured(p, s, found);
  passages_[t.sequence] = took;
  const auto& deadline = what_.delivery_deadline;
  const bool late =
      p.is == phase::lost || (deadline && took.exceeds(static_cast<double>(deadline->count()) / 1000));
  found_[t.sequence] = {.sequence = t.sequence,
                        .delivery = took.seconds,
                        .late = late,
                        .folder = s.folder,
                        .junk = s.junk,
                        .receipt = p.note};
  if (is_outstanding(p)) append(changes, book_.arrived(t.sequence, found.wall, place_of(s)));
}

void findings::note_report(const identified& report, moment found, edits& changes) {
  const std::uint64_t sequence = report.what.sequence;
  const auto known = book_.probes().find(sequence);
  const bool over = known == book_.probes().end() || known->second.made != report.what.sent ||
                    known->second.is == phase::arrived || known->second.is == phase::bounced;
  if (over) return;
  if (report.about->ends()) {
    append(changes, book_.bounced(sequence, found.wall, encode(*report.about)));
  } else if (report.about->action == "delayed") {
    report_.seen.delayed.push_back({sequence, *report.about});
  }
}

edits findings::judge_missing(std::uint64_t fresh) {
  edits changes;
  const auto probes = book_.probes();
  for (const auto& [sequence, p] : probes) {
    if (p.is == phase::arrived || p.is == phase::bounced || sequence == fresh) continue;
    if (p.is == phase::lost) {
      if (times_.due - p.due > remember_lost_ms) append(changes, book_.forget(sequence));
    } else if (!times_.overdue(p)) {
      ++report_.seen.waiting;
    } else if (p.is == phase::sent) {
      append(changes, book_.lost(sequence));
      report_.seen.lost.push_back({sequence, p.note});
    } else {
      append(changes, book_.forget(sequence));
    }
  }
  return changes;
}

// An arrival that was not told soon after it was found says nothing of today.
void findings::account() {
  for (const auto& [sequence, p] : book_.probes()) {
    const auto found = found_.find(sequence);
    if (p.told) continue;
    if (p.is == phase::bounced) {
      report_.seen.bounced.push_back({sequence, decode_bounce(p.note)});
    } else if (found != found_.end()) {
      report_.seen.arrivals.push_back(found->second);
      report_.newest = passages_.at(sequence);
    } else if (p.is == phase::arrived && times_.gap() == 0) {
      report_.seen.arrivals.push_back(told_by(sequence, p));
    } else if (p.is == phase::arrived) {
      book_.tell(sequence);
    }
  }
}

void findings::deleted() {
  for (auto& a : report_.seen.arrivals) a.deleted = found_.contains(a.sequence) && !a.kept;
}

bool findings::any_overdue() const {
  return std::any_of(book_.probes().begin(), book_.probes().end(), [this](const auto& entry) {
    const auto& [sequence, p] = entry;
    return p.is == phase::sent && times_.overdue(p) && is_missing(sequence);
  });
}

// What was found before and not in INBOX now was deleted, or is elsewhere.
bool findings::any_missing() const {
  return std::any_of(book_.probes().begin(), book_.probes().end(), [this](const auto& entry) {
    const auto& [sequence, p] = entry;
    const bool wanted = is_outstanding(p) ? times_.soon_overdue(p) : p.is != phase::lost;
    return wanted && is_missing(sequence);
  });
}

std::vector<std::string> findings::take(const std::vector<const mail::mailbox_scan*>& seen, moment found,
                                        edits& changes) {
  std::vector<std::string> ids;
  std::vector<const identified*> reports;
  for (const mail::mailbox_scan* part : seen) {
    for (const auto& s : part->matches) {
      const identified& letter = letters_.at(s.id);
      if (letter.is == letter::probe) note_arrival(s, letter.what, found, changes);
      if (letter.is == letter::report) reports.push_back(&letter);
      ids.push_back(s.id);
    }
  }
  for (const auto& [s, what] : kept_) {
    const bool known = found_.contains(what.sequence);
    note_arrival(s, what, found, changes);
    if (const auto now = found_.find(what.sequence); !known && now != found_.end()) now->second.kept = true;
  }
  for (const identified* report : reports) note_report(*report, found, changes);
  if (!ids.empty()) append(changes, book_.noted(deleting_note, listed(ids)));
  return ids;
}

edits findings::over(bool deleted) {
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
