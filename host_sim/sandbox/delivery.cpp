#include "delivery.h"

#include "message_text.h"
#include "text.h"

#include <algorithm>

namespace watchpost::sandbox {

delivery::delivery(mailstore& store, tally& counts, const time_source& time,
                   std::function<void()> queue_changed)
    : store_(store), counts_(counts), time_(time), queue_changed_(std::move(queue_changed)) {}

rule_id delivery::add_rule(rule r) {
  const int times = r.times;
  const std::lock_guard lock(mutex_);
  const rule_id id = next_rule_++;
  rules_.push_back(std::make_shared<active_rule>(id, std::move(r), times));
  return id;
}

bool delivery::remove_rule(rule_id id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(rules_, [&](const auto& r) { return r->id == id; }) > 0;
}

void delivery::clear_rules() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
  delays_.clear();
  delay_ = milliseconds{0};
}

void delivery::set_delay(milliseconds delay) {
  const std::lock_guard lock(mutex_);
  delay_ = delay;
}

void delivery::set_delay(std::string_view recipient, milliseconds delay) {
  const std::lock_guard lock(mutex_);
  delays_[lower(recipient)] = delay;
}

milliseconds delivery::delay_for(const std::string& recipient) const {
  const std::lock_guard lock(mutex_);
  const auto own = delays_.find(lower(recipient));
  return own == delays_.end() ? delay_ : own->second;
}

delivery::rule_list delivery::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

bool delivery::applies(active_rule& r, const envelope& mail, const std::string& recipient) {
  const rule& want = r.what;
  if (r.left == 0) return false;
  if (!want.recipient.empty() && !glob_match(want.recipient, recipient)) return false;
  if (!want.sender.empty() && !glob_match(want.sender, mail.sender)) return false;
  if (!want.header.empty() && !header_contains(mail.bytes, want.header, want.contains)) return false;
  if (want.header.empty() && !icontains(mail.bytes, want.contains)) return false;
  if (want.when && !want.when(mail, recipient)) return false;
  if (want.times >= 0 && r.left.fetch_sub(1) <= 1) remove_rule(r.id);
  return true;
}

std::optional<refusal> delivery::refused(rule::effect what, const envelope& mail,
                                         const std::string& recipient) {
  for (const auto& r : rules()) {
    if (r->what.what != what || !applies(*r, mail, recipient)) continue;
    ++counts_.refused;
    if (!r->what.text.empty()) return refusal{r->what.code, r->what.text};
    return refusal{r->what.code,
                   r->what.code < 500 ? "4.7.1 Try again later" : "5.7.1 Refused by a sandbox rule"};
  }
  return std::nullopt;
}

std::optional<refusal> delivery::refuse_recipient(const envelope& mail, const std::string& recipient) {
  return refused(rule::effect::refuse_recipient, mail, recipient);
}

std::optional<refusal> delivery::refuse_message(const envelope& mail) {
  for (const auto& recipient : mail.recipients) {
    if (auto no = refused(rule::effect::refuse_message, mail, recipient)) return no;
  }
  return std::nullopt;
}

void delivery::accept(const envelope& mail) {
  ++counts_.accepted;
  const time_point now = time_.now();
  for (const auto& recipient : mail.recipients) {
    milliseconds delay = delay_for(recipient);
    std::string folder = "INBOX";
    bool finished = false;
    for (const auto& r : rules()) {
      const auto what = r->what.what;
      if (what == rule::effect::refuse_recipient || what == rule::effect::refuse_message) continue;
      if (!applies(*r, mail, recipient)) continue;
      if (what == rule::effect::delay) delay = r->what.delay;
      if (what == rule::effect::junk) folder = "Junk";
      if (what == rule::effect::file) folder = r->what.folder;
      finished = what == rule::effect::drop || what == rule::effect::bounce;
      if (what == rule::effect::drop) ++counts_.dropped;
      if (what == rule::effect::bounce) bounce(mail, recipient, r->what);
      if (finished) break;
    }
    if (finished) continue;
    held_mail held{recipient, folder, trace_header(mail, recipient, now) + mail.bytes};
    if (delay <= milliseconds{0}) {
      deliver(held, now);
    } else {
      {
        const std::lock_guard lock(mutex_);
        queue_.emplace(now + delay, std::move(held));
      }
      queue_changed_();
    }
  }
}

void delivery::deliver(const held_mail& mail, time_point at) {
  const auto who = store_.find_address(mail.recipient);
  const bool junk = mail.folder == "Junk";
  // Counted first: whoever sees the message sees it counted.
  ++(junk ? counts_.junked : counts_.delivered);
  if (!who || store_.append(*who, mail.folder, mail.bytes, {}, at) == 0) {
    --(junk ? counts_.junked : counts_.delivered);
    ++counts_.dropped;
  }
}

void delivery::bounce(const envelope& mail, const std::string& recipient, const rule& why) {
  ++counts_.bounced;
  if (mail.sender.empty()) return;  // RFC 5321 section 6.1: never answer a bounce
  const envelope report{.sender = "", .recipients = {mail.sender}, .helo = "localhost"};
  const time_point now = time_.now();
  deliver(
      {mail.sender, "INBOX", trace_header(report, mail.sender, now) + make_bounce(mail, recipient, why, now)},
      now);
}

void delivery::run_due() {
  while (true) {
    std::optional<held_mail> due;
    time_point at;  // that of the mail, also where virtual time has jumped past it
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty() || queue_.begin()->first > time_.now()) return;
      at = queue_.begin()->first;
      due = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
    }
    due->bytes.insert(0, second_stamp(due->recipient, at));
    deliver(*due, at);
  }
}

std::optional<time_point> delivery::next_due() const {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) return std::nullopt;
  return queue_.begin()->first;
}

std::size_t delivery::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace watchpost::sandbox
