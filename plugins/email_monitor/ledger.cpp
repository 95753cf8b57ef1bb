#include "ledger.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <utility>

namespace watchpost::email_monitor {
namespace {

constexpr std::string_view identity_key = "identity";
constexpr std::string_view position_key = "position";
constexpr std::string_view elsewhere_key = "elsewhere";
constexpr std::string_view counters_key = "sequence";
constexpr std::string_view probe_prefix = "probe.";
constexpr std::string_view note_prefix = "note.";
constexpr std::array<std::string_view, 5> phase_names{"prepared", "sent", "arrived", "lost", "bounced"};
constexpr std::size_t max_note = 1000;

// Fixed width: keys in the order of the sequences.
std::string probe_key(std::uint64_t sequence) {
  std::string digits = std::to_string(sequence);
  return std::string(probe_prefix) + std::string(20 - digits.size(), '0') + digits;
}

// "2 sent DUE TURN MADE ACCEPTED ARRIVED NOTE", the note to the end; the place on a line behind it.
std::string encode(const probe& p) {
  std::string text = "2 ";
  text += phase_names[static_cast<std::size_t>(p.is)];
  for (const auto n : {p.due, static_cast<std::int64_t>(p.turn), p.made, p.accepted, p.arrived})
    text += ' ' + std::to_string(n);
  text += ' ' + p.note;
  return p.place.empty() ? text : text + '\n' + p.place;
}

std::optional<probe> decode_probe(const std::string& text) {
  std::istringstream in(text);
  int version = 0;
  std::string word;
  probe p;
  if (!(in >> version >> word >> p.due >> p.turn >> p.made >> p.accepted >> p.arrived) || version != 2)
    return std::nullopt;
  in.get();
  std::getline(in, p.note);
  std::getline(in, p.place);
  const auto found = std::find(phase_names.begin(), phase_names.end(), word);
  if (found == phase_names.end()) return std::nullopt;
  p.is = static_cast<phase>(found - phase_names.begin());
  return p;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t n = 0;
  std::istringstream in{std::string(text)};
  if (text.empty() || !(in >> n) || !in.eof()) return std::nullopt;
  return n;
}

}  // namespace

std::optional<ledger> ledger::load(const std::map<std::string, std::string>& entries, std::string& why) {
  ledger l;
  const auto id = entries.find(std::string(identity_key));
  const auto who = id == entries.end() ? make_identity() : decode_identity(id->second);
  if (!who) {
    why = id == entries.end() ? "no randomness for a new identity" : "the stored identity is damaged";
    return std::nullopt;
  }
  l.who_ = *who;
  l.unborn_ = id == entries.end();
  for (const auto& [key, value] : entries) {
    if (key == position_key) {
      l.position_ = value;
    } else if (key == elsewhere_key) {
      l.elsewhere_ = value;
    } else if (key == counters_key) {
      std::uint64_t last = 0;
      std::istringstream in(value);
      if (!(in >> last >> l.turns_ >> l.last_due_)) why = "the stored counters are damaged";
      l.last_ = std::max(l.last_, last);
    } else if (key.starts_with(note_prefix)) {
      l.notes_.emplace(key.substr(note_prefix.size()), value);
    } else if (key.starts_with(probe_prefix)) {
      const auto sequence = number(std::string_view(key).substr(probe_prefix.size()));
      const auto p = decode_probe(value);
      if (!sequence || !p) {
        why = "dropped the damaged record " + key;
        continue;
      }
      l.probes_.emplace(*sequence, *p);
      l.last_ = std::max(l.last_, *sequence);
      l.turns_ = std::max(l.turns_, p->turn);
    }
  }
  return l;
}

std::string ledger::note(const std::string& name) const {
  const auto found = notes_.find(name);
  return found == notes_.end() ? std::string() : found->second;
}

edits ledger::noted(const std::string& name, std::string text) {
  if (text == note(name)) return {};
  std::string key = std::string(note_prefix) + name;
  if (text.empty()) {
    notes_.erase(name);
    return {{std::move(key), std::nullopt}};
  }
  notes_[name] = text;
  return {{std::move(key), std::move(text)}};
}

edits ledger::birth() {
  if (!std::exchange(unborn_, false)) return {};
  return {{std::string(identity_key), email_monitor::encode(who_)}};
}

edit ledger::record(std::uint64_t sequence) const {
  return {probe_key(sequence), encode(probes_.at(sequence))};
}

edit ledger::counters() const {
  return {std::string(counters_key),
          std::to_string(last_) + ' ' + std::to_string(turns_) + ' ' + std::to_string(last_due_)};
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
  p.is = phase::sent;
  p.accepted = accepted.wall;
  p.accepted_mono = accepted.mono;
  p.note = reply.substr(0, max_note);
  return {record(sequence)};
}

edits ledger::arrived(std::uint64_t sequence, std::int64_t now, std::string place) {
  auto& p = probes_.at(sequence);
  p.is = phase::arrived;
  p.arrived = now;
  p.place = std::move(place);
  return {record(sequence)};
}

edits ledger::bounced(std::uint64_t sequence, std::int64_t now, std::string note) {
  auto& p = probes_.at(sequence);
  p.is = phase::bounced;
  p.arrived = now;
  p.note = std::move(note);
  return {record(sequence)};
}

edits ledger::lost(std::uint64_t sequence) {
  probes_.at(sequence).is = phase::lost;
  return {record(sequence)};
}

edits ledger::forget(std::uint64_t sequence) {
  probes_.erase(sequence);
  return {{probe_key(sequence), std::nullopt}};
}

edits ledger::reached(std::string position) {
  if (position == position_) return {};
  position_ = std::move(position);
  return {{std::string(position_key), position_}};
}

edits ledger::reached_elsewhere(std::string position) {
  if (position == elsewhere_) return {};
  elsewhere_ = std::move(position);
  return {{std::string(elsewhere_key), elsewhere_}};
}

}  // namespace watchpost::email_monitor
