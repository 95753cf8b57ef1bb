#include "mail_queue.h"

#include "mail/failure.h"
#include "mail/json/record.h"
#include "mail/message/address.h"
#include "mail/smtp/command.h"
#include "mail/text/number.h"

#include <algorithm>

namespace watchpost::mail_command::outbox {

namespace json = mail::json;

// The text lies beside it, as it is.
constexpr auto fields_of(const outgoing_mail*) {
  return std::tuple{json::field("kind", &outgoing_mail::kind), json::field("event", &outgoing_mail::event),
                    json::field("from", &outgoing_mail::from), json::field("to", &outgoing_mail::to),
                    json::field("id", &outgoing_mail::message_id)};
}
constexpr bool is_sound(const outgoing_mail& m) { return !m.event.empty() && !m.to.empty(); }

constexpr auto fields_of(const queued_mail*) {
  using q = queued_mail;
  return std::tuple{json::field("phase", &q::is),          json::field("mail", &q::what),
                    json::field("queued", &q::queued),     json::field("next", &q::next),
                    json::field("ended", &q::ended),       json::field("tries", &q::tries),
                    json::field("repeated", &q::repeated), json::field("note", &q::note)};
}

constexpr auto fields_of(const queue_counts*) {
  return std::tuple{json::field("last", &queue_counts::last), json::field("sent", &queue_counts::sent),
                    json::field("failed", &queue_counts::failed),
                    json::field("uncertain", &queue_counts::uncertain)};
}

namespace {

constexpr std::string_view prefix = "outbox.";
constexpr std::string_view counts_key = "outbox.counts";
constexpr std::string_view text_suffix = ".text";
constexpr std::size_t max_event = 200;
constexpr std::int64_t minute = 60'000;

std::string key_of(std::uint64_t sequence) { return std::string(prefix) + mail::fixed_width(sequence); }
std::string text_key_of(std::uint64_t sequence) { return key_of(sequence) + std::string(text_suffix); }

bool is_fit(const outgoing_mail& l) {
  const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
  return !l.event.empty() && l.event.size() <= max_event &&
         std::all_of(l.event.begin(), l.event.end(), plain) && mail::message::is_address(l.to) &&
         (l.from.empty() || mail::message::is_address(l.from)) && !l.message.empty() &&
         l.message.size() <= max_outgoing_mail && mail::smtp::text_fault(l.message).empty() &&
         !mail::smtp::is_eight_bit(l.message);
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
    const auto stored = json::read_record<queue_counts>(counts->second);
    if (!stored) why = json::unreadable(counts_key);
    o.counts_ = stored.value_or(queue_counts{});
  }
  for (auto at = entries.lower_bound(prefix); at != entries.end() && at->first.starts_with(prefix); ++at) {
    if (at->first == counts_key || at->first.ends_with(text_suffix)) continue;
    const auto sequence = mail::to_number<std::uint64_t>(std::string_view(at->first).substr(prefix.size()));
    auto p = json::read_record<queued_mail>(at->second);
    if (p && p->waits()) {
      const auto text = entries.find(at->first + std::string(text_suffix));
      if (text != entries.end()) p->what.message = text->second;
      if (!is_fit(p->what)) p.reset();
    }
    if (!sequence || !p || !o.events_.insert(p->what.event).second) {
      why = json::unreadable(at->first);
      continue;
    }
    o.counts_.last = std::max(o.counts_.last, *sequence);
    o.count_waiting(*p, true);
    o.mails_.emplace(*sequence, std::move(*p));
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

plugin::edits mail_queue::put(outgoing_mail mail, std::int64_t now, acceptance& got, bounds limits) {
  got = acceptance::unfit;
  if (!is_fit(mail)) return {};
  got = acceptance::known;
  if (events_.contains(mail.event)) return {};
  got = acceptance::full;
  if (limits == bounds::kept && !has_room(1, mail.message.size())) return {};
  got = acceptance::queued;
  const std::uint64_t sequence = ++counts_.last;
  events_.insert(mail.event);
  queued_mail p;
  p.what = std::move(mail);
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

plugin::edits mail_queue::refused(std::uint64_t sequence, std::int64_t now, std::string_view words) {
  ++counts_.failed;
  return end(sequence, mail_phase::failed, now, words);
}

plugin::edits mail_queue::deferred(std::uint64_t sequence, std::int64_t now, std::string_view words) {
  queued_mail& p = mails_.at(sequence);
  ++p.tries;
  p.next = now + wait_after(p.tries, sequence);
  if (p.next >= p.queued + terms_.give_up.count()) return refused(sequence, now, words);
  p.is = mail_phase::queued;
  p.note = mail::printable(words);
  return {kept(sequence)};
}

plugin::edits mail_queue::unheard(std::uint64_t sequence, std::int64_t now, std::string_view words) {
  queued_mail& p = mails_.at(sequence);
  if (terms_.repeat_uncertain && !p.repeated) {
    p.repeated = true;
    return deferred(sequence, now, words);
  }
  ++counts_.uncertain;
  return end(sequence, mail_phase::uncertain, now, words);
}

plugin::edits mail_queue::broke_off(std::uint64_t sequence, std::int64_t now, std::string_view words) {
  const mail_phase phase = mails_.at(sequence).is;
  if (phase == mail_phase::leaving) return unheard(sequence, now, words);
  return phase == mail_phase::queued ? deferred(sequence, now, words) : plugin::edits{};
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
  return {key_of(sequence), json::to_record(mails_.at(sequence))};
}

plugin::edit mail_queue::counters() const { return {std::string(counts_key), json::to_record(counts_)}; }

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
