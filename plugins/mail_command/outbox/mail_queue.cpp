#include "mail_queue.h"

#include "mail/failure.h"
#include "mail/message/address.h"
#include "mail/smtp/command.h"
#include "mail/text/number.h"
#include "mail_command/state/record.h"

#include <algorithm>

namespace watchpost::mail_command::outbox {
namespace {

constexpr std::string_view prefix = "outbox.";
constexpr std::string_view counts_key = "outbox.counts";
constexpr std::string_view text_suffix = ".text";
constexpr std::size_t max_event = 200;
constexpr std::int64_t minute = 60'000;

std::string key_of(std::uint64_t sequence) { return std::string(prefix) + state::digits_of(sequence); }
std::string text_key_of(std::uint64_t sequence) { return key_of(sequence) + std::string(text_suffix); }

bool is_fit(const outgoing_mail& l) {
  const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
  return !l.event.empty() && l.event.size() <= max_event &&
         std::all_of(l.event.begin(), l.event.end(), plain) && mail::message::is_address(l.to) &&
         (l.from.empty() || mail::message::is_address(l.from)) && !l.message.empty() &&
         l.message.size() <= max_outgoing_mail && mail::smtp::text_fault(l.message).empty() &&
         !mail::smtp::is_eight_bit(l.message);
}

std::string encode(const queued_mail& p) {
  std::string text;
  state::put_line(text, "phase", name(p.is));
  state::put_line(text, "kind", name(p.what.kind));
  state::put_line(text, "event", p.what.event);
  state::put_line(text, "from", p.what.from);
  state::put_line(text, "to", p.what.to);
  state::put_line(text, "id", p.what.message_id);
  state::put_line(text, "queued", p.queued);
  state::put_line(text, "next", p.next);
  state::put_line(text, "ended", p.ended);
  state::put_line(text, "tries", std::int64_t{p.tries});
  state::put_line(text, "repeated", std::int64_t{p.repeated});
  state::put_line(text, "note", p.note);
  return text;
}

std::optional<queued_mail> decode(const std::string& text) {
  const state::record r(text);
  const auto phase = state::place_of(mail_phase_names, r.text("phase"));
  const auto kind = state::place_of(mail_kind_names, r.text("kind"));
  const auto queued = r.number("queued"), next = r.number("next"), ended = r.number("ended");
  const auto tries = r.number("tries"), repeated = r.number("repeated");
  if (!phase || !kind || !queued || !next || !ended || !tries || *tries < 0 || !repeated) return std::nullopt;
  queued_mail p;
  p.is = static_cast<mail_phase>(*phase);
  p.what.kind = static_cast<mail_kind>(*kind);
  p.what.event = r.text("event");
  p.what.from = r.text("from");
  p.what.to = r.text("to");
  p.what.message_id = r.text("id");
  p.queued = *queued;
  p.next = *next;
  p.ended = *ended;
  p.tries = static_cast<std::uint32_t>(std::min<std::int64_t>(*tries, 1'000'000));
  p.repeated = *repeated != 0;
  p.note = r.text("note");
  if (p.what.event.empty() || p.what.to.empty()) return std::nullopt;
  return p;
}

// 1, 2, 4 ... 60 minutes, and up to a quarter more, so that mails of one hour do not come all together.
std::int64_t wait_after(std::uint32_t tries, std::uint64_t sequence) {
  const std::int64_t base = minute << std::min<std::uint32_t>(tries == 0 ? 0 : tries - 1, 6);
  const std::int64_t wait = std::min(base, 60 * minute);
  return wait + wait / 4 * static_cast<std::int64_t>((sequence * 7 + tries * 3) % 16) / 16;
}

}  // namespace

mail_queue mail_queue::load(const std::map<std::string, std::string, std::less<>>& entries, queue_terms terms,
                            std::string& why) {
  mail_queue o;
  o.terms_ = terms;
  const auto counts = entries.find(counts_key);
  if (counts != entries.end()) {
    const state::record r(counts->second);
    const auto get = [&](std::string_view name) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(r.number(name).value_or(0), 0));
    };
    o.last_ = get("last");
    o.counts_ = {get("sent"), get("failed"), get("uncertain")};
  }
  for (auto at = entries.lower_bound(prefix); at != entries.end() && at->first.starts_with(prefix); ++at) {
    if (at->first == counts_key || at->first.ends_with(text_suffix)) continue;
    const auto sequence = mail::to_number<std::int64_t>(std::string_view(at->first).substr(prefix.size()));
    auto p = decode(at->second);
    if (p && p->waits()) {
      const auto text = entries.find(at->first + std::string(text_suffix));
      if (text != entries.end()) p->what.message = text->second;
      if (!is_fit(p->what)) p.reset();
    }
    if (!sequence || *sequence < 0 || !p || !o.events_.insert(p->what.event).second) {
      why = "dropped the damaged record " + at->first;
      continue;
    }
    const auto number = static_cast<std::uint64_t>(*sequence);
    o.last_ = std::max(o.last_, number);
    o.count_waiting(*p, true);
    o.mails_.emplace(number, std::move(*p));
  }
  return o;
}

plugin::edits mail_queue::recover(std::int64_t now) {
  plugin::edits changes;
  for (const auto& [sequence, p] : mails_)
    if (p.is == mail_phase::leaving)
      append(changes, unheard(sequence, now, "this program ended while the letter was leaving"));
  return changes;
}

bool mail_queue::has_room(std::size_t count, std::size_t bytes_each) const {
  return count <= terms_.most_waiting - std::min(terms_.most_waiting, waiting_) &&
         count * bytes_each <= terms_.most_bytes - std::min(terms_.most_bytes, bytes_);
}

plugin::edits mail_queue::put(outgoing_mail what, std::int64_t now, acceptance& got, bounds are) {
  got = acceptance::unfit;
  if (!is_fit(what)) return {};
  got = acceptance::known;
  if (events_.contains(what.event)) return {};
  got = acceptance::full;
  if (are == bounds::kept && !has_room(1, what.message.size())) return {};
  got = acceptance::queued;
  const std::uint64_t sequence = ++last_;
  events_.insert(what.event);
  queued_mail p;
  p.what = std::move(what);
  p.queued = now;
  count_waiting(p, true);
  const queued_mail& stored = mails_.emplace(sequence, std::move(p)).first->second;
  return {{text_key_of(sequence), stored.what.message}, kept(sequence), counters()};
}

std::optional<std::uint64_t> mail_queue::due(std::int64_t now) const {
  std::optional<std::uint64_t> first;
  for (const auto& [sequence, p] : mails_) {
    if (p.is == mail_phase::leaving) return std::nullopt;
    const bool waits = p.is != mail_phase::queued || p.next > now;
    if (waits) continue;
    const auto is_alarm = [this](std::uint64_t n) { return mails_.at(n).what.kind == mail_kind::alarm; };
    if (!first || (is_alarm(sequence) && !is_alarm(*first))) first = sequence;
  }
  return first;
}

std::optional<std::int64_t> mail_queue::next() const {
  std::optional<std::int64_t> earliest;
  for (const auto& [sequence, p] : mails_)
    if (p.is == mail_phase::queued && (!earliest || p.next < *earliest)) earliest = p.next;
  return earliest;
}

plugin::edits mail_queue::leaving(std::uint64_t sequence) {
  queued_mail& p = mails_.at(sequence);
  p.is = mail_phase::leaving;
  return {kept(sequence)};
}

plugin::edits mail_queue::stayed(std::uint64_t sequence) {
  mails_.at(sequence).is = mail_phase::queued;
  return {kept(sequence)};
}

plugin::edits mail_queue::sent(std::uint64_t sequence, std::int64_t now, std::string_view reply) {
  ++counts_.sent;
  return end(sequence, mail_phase::sent, now, reply);
}

plugin::edits mail_queue::refused(std::uint64_t sequence, std::int64_t now, std::string_view why) {
  ++counts_.failed;
  return end(sequence, mail_phase::failed, now, why);
}

plugin::edits mail_queue::deferred(std::uint64_t sequence, std::int64_t now, std::string_view why) {
  queued_mail& p = mails_.at(sequence);
  ++p.tries;
  p.next = now + wait_after(p.tries, sequence);
  if (p.next >= p.queued + terms_.give_up.count()) return refused(sequence, now, why);
  p.is = mail_phase::queued;
  p.note = mail::printable(why);
  return {kept(sequence)};
}

plugin::edits mail_queue::unheard(std::uint64_t sequence, std::int64_t now, std::string_view why) {
  queued_mail& p = mails_.at(sequence);
  if (terms_.repeat_uncertain && !p.repeated) {
    p.repeated = true;
    return deferred(sequence, now, why);
  }
  ++counts_.uncertain;
  return end(sequence, mail_phase::uncertain, now, why);
}

plugin::edits mail_queue::broke_off(std::uint64_t sequence, std::int64_t now, std::string_view why) {
  const mail_phase is = mails_.at(sequence).is;
  if (is == mail_phase::leaving) return unheard(sequence, now, why);
  return is == mail_phase::queued ? deferred(sequence, now, why) : plugin::edits{};
}

plugin::edits mail_queue::expire(std::int64_t now) {
  plugin::edits changes;
  for (const auto& [sequence, p] : mails_)
    if (p.is == mail_phase::queued && p.queued + terms_.give_up.count() <= now)
      append(changes, refused(sequence, now, p.note.empty() ? "the server could not be reached" : p.note));
  return changes;
}

plugin::edits mail_queue::tidy(std::int64_t now) {
  plugin::edits changes;
  std::size_t ended = mails_.size() - waiting_;
  for (auto at = mails_.begin(); at != mails_.end();) {
    const queued_mail& p = at->second;
    const bool old = p.ended + terms_.remember.count() <= now;
    if (p.waits() || (!old && ended <= terms_.most_remembered)) {
      ++at;
      continue;
    }
    changes.push_back({key_of(at->first), std::nullopt});
    events_.erase(p.what.event);
    at = mails_.erase(at);
    --ended;
  }
  return changes;
}

plugin::edit mail_queue::kept(std::uint64_t sequence) const {
  return {key_of(sequence), encode(mails_.at(sequence))};
}

plugin::edit mail_queue::counters() const {
  std::string text;
  state::put_line(text, "last", static_cast<std::int64_t>(last_));
  state::put_line(text, "sent", static_cast<std::int64_t>(counts_.sent));
  state::put_line(text, "failed", static_cast<std::int64_t>(counts_.failed));
  state::put_line(text, "uncertain", static_cast<std::int64_t>(counts_.uncertain));
  return {std::string(counts_key), std::move(text)};
}

plugin::edits mail_queue::end(std::uint64_t sequence, mail_phase as, std::int64_t now,
                              std::string_view note) {
  queued_mail& p = mails_.at(sequence);
  count_waiting(p, false);
  p.is = as;
  p.ended = now;
  p.note = mail::printable(note);
  p.what.message.clear();
  p.what.message.shrink_to_fit();
  return {kept(sequence), {text_key_of(sequence), std::nullopt}, counters()};
}

void mail_queue::count_waiting(const queued_mail& p, bool more) {
  if (!p.waits()) return;
  waiting_ = more ? waiting_ + 1 : waiting_ - 1;
  bytes_ = more ? bytes_ + p.what.message.size() : bytes_ - p.what.message.size();
}

}  // namespace watchpost::mail_command::outbox
