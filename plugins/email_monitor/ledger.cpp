#include "ledger.h"

#include "mail/json/record.h"
#include "mail/mailbox.h"
#include "mail/text/number.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace watchpost::email_monitor {

namespace json = mail::json;

constexpr auto fields_of(const bounce*) {
  return std::tuple{json::field("action", &bounce::action), json::field("host", &bounce::host),
                    json::field("status", &bounce::status), json::field("words", &bounce::words)};
}

constexpr auto fields_of(const probe*) {
  return std::tuple{json::field("phase", &probe::phase),       json::field("due", &probe::due),
                    json::field("turn", &probe::turn),         json::field("made", &probe::made),
                    json::field("accepted", &probe::accepted), json::field("arrived", &probe::arrived),
                    json::field("receipt", &probe::receipt),   json::field("folder", &probe::folder),
                    json::field("junk", &probe::junk),         json::field("report", &probe::report)};
}

constexpr bool is_sound(const probe& p) { return (p.phase == phase::bounced) == p.report.has_value(); }

namespace {

constexpr std::string_view identity_key = "identity", position_key = "position",
                           other_folders_key = "elsewhere", counters_key = "sequence",
                           probe_prefix = "probe.", note_prefix = "note.";
constexpr std::size_t max_receipt = 1000;

struct counts {
  std::uint64_t last = 0, turns = 0;
  std::int64_t last_due = 0;
};
constexpr auto fields_of(const counts*) {
  return std::tuple{json::field("last", &counts::last), json::field("turns", &counts::turns),
                    json::field("last_due", &counts::last_due)};
}

// Fixed width: keys in the order of the sequences.
std::string probe_key(std::uint64_t sequence) {
  return std::string(probe_prefix) + mail::fixed_width(sequence);
}

// Where nothing was read, as of the folders of a POP3 account, a scan hands its own beginning back.
bool tells_more(const std::string& position, const std::string& known) {
  return !position.empty() && position != mail::position_unknown && position != known;
}

}  // namespace

// False: it is ours and cannot be read.
bool ledger::take(const std::string& key, const std::string& value) {
  if (key == identity_key) {
    const auto self = read_identity(value);
    if (self) identity_ = *self;
    unborn_ = false;
    return self.has_value();
  }
  if (key == position_key || key == other_folders_key) {
    (key == position_key ? position_ : other_folders_position_) = value;
    return json::parse_record(value).has_value();
  }
  if (key == counters_key) {
    const auto c = json::read_record<counts>(value);
    if (!c) return false;
    last_ = std::max(last_, c->last);
    turns_ = std::max(turns_, c->turns);
    last_due_ = c->last_due;
    return true;
  }
  if (key.starts_with(note_prefix)) {
    notes_.emplace(key.substr(note_prefix.size()), value);
    return json::parse_record(value).has_value();
  }
  if (!key.starts_with(probe_prefix)) return true;
  const auto sequence = mail::to_number<std::uint64_t>(std::string_view(key).substr(probe_prefix.size()));
  const auto p = json::read_record<probe>(value);
  if (!sequence || !p) return false;
  probes_.emplace(*sequence, *p);
  last_ = std::max(last_, *sequence);
  turns_ = std::max(turns_, p->turn);
  return true;
}

std::optional<ledger> ledger::load(const plugin::entries& entries, std::string& problem) {
  ledger l;
  l.unborn_ = true;
  for (const auto& [key, value] : entries) {
    if (l.take(key, value)) continue;
    problem = json::unreadable(key);
    return std::nullopt;
  }
  if (!l.unborn_) return l;
  const auto self = make_identity();
  if (!self) {
    problem = "no randomness for a new identity";
    return std::nullopt;
  }
  l.identity_ = *self;
  return l;
}

std::string ledger::note(const std::string& name) const {
  const auto found = notes_.find(name);
  return found == notes_.end() ? std::string() : found->second;
}

edits ledger::noted(const std::string& name, std::string record) {
  if (record == note(name)) return {};
  std::string key = std::string(note_prefix) + name;
  if (record.empty()) {
    notes_.erase(name);
    return {{std::move(key), std::nullopt}};
  }
  notes_[name] = record;
  return {{std::move(key), std::move(record)}};
}

edits ledger::birth() {
  if (!std::exchange(unborn_, false)) return {};
  return {{std::string(identity_key), to_record(identity_)}};
}

edit ledger::record(std::uint64_t sequence) const {
  return {probe_key(sequence), json::to_record(probes_.at(sequence))};
}

edit ledger::counters() const {
  return {std::string(counters_key), json::to_record(counts{last_, turns_, last_due_})};
}

edits ledger::turned(std::int64_t due) {
  ++turns_;
  last_due_ = due;
  return {counters()};
}

edits ledger::prepare(std::int64_t due, std::int64_t now, std::uint64_t& sequence) {
  sequence = ++last_;
  const edits counted = turned(due);
  probe& p = probes_[sequence];
  p = {};
  p.due = due;
  p.turn = turns_;
  p.made = p.accepted = now;
  return {record(sequence), counted.front()};
}

edits ledger::sent(std::uint64_t sequence, moment accepted, std::string_view reply) {
  auto& p = probes_.at(sequence);
  p.phase = phase::sent;
  p.accepted = accepted.wall;
  p.accepted_mono = accepted.mono;
  p.receipt = reply.substr(0, max_receipt);
  return {record(sequence)};
}

edits ledger::arrived(std::uint64_t sequence, std::int64_t now, std::string folder, bool junk) {
  auto& p = probes_.at(sequence);
  p.phase = phase::arrived;
  p.arrived = now;
  p.folder = std::move(folder);
  p.junk = junk;
  return {record(sequence)};
}

edits ledger::bounced(std::uint64_t sequence, std::int64_t now, bounce report) {
  auto& p = probes_.at(sequence);
  p.phase = phase::bounced;
  p.arrived = now;
  p.report = std::move(report);
  return {record(sequence)};
}

edits ledger::lost(std::uint64_t sequence) {
  probes_.at(sequence).phase = phase::lost;
  return {record(sequence)};
}

edits ledger::forget(std::uint64_t sequence) {
  probes_.erase(sequence);
  return {{probe_key(sequence), std::nullopt}};
}

edits ledger::reached(std::string position) {
  if (!tells_more(position, position_)) return {};
  position_ = std::move(position);
  return {{std::string(position_key), position_}};
}

edits ledger::reached_other_folders(std::string position) {
  if (!tells_more(position, other_folders_position_)) return {};
  other_folders_position_ = std::move(position);
  return {{std::string(other_folders_key), other_folders_position_}};
}

}  // namespace watchpost::email_monitor
