// Between an accepted mail and the mailboxes: the rules, the delays and the queue of what is held back.
//
//   delivery deliveries(store, counts, time, [] { /* the next due time may have changed */ });
//   deliveries.add_rule({.what = rule::effect::drop, .times = 1});
//   deliveries.accept(std::move(mail));   // what has no delay is in its mailbox when this returns
//   deliveries.run_due();
//
// Every member may be called from any thread. Predicates run without locks held.
#pragma once

#include "mailstore.h"
#include "tally.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace watchpost::sandbox {

struct refusal {
  int code = 550;
  std::string text{};  // with an enhanced status code (RFC 3463)
};

class delivery {
 public:
  delivery(mailstore& store, tally& counts, const time_source& time, std::function<void()> queue_changed);

  rule_id add_rule(rule r);
  bool remove_rule(rule_id id);
  void clear_rules();
  void set_delay(milliseconds delay);
  void set_delay(std::string_view recipient, milliseconds delay);

  // Asked at RCPT (mail without bytes) and at the end of the data.
  std::optional<refusal> refuse_recipient(const envelope& mail, const std::string& recipient);
  std::optional<refusal> refuse_message(const envelope& mail);

  void accept(const envelope& mail);
  void run_due();  // delivers, in order of due time, what is due by now
  std::optional<time_point> next_due() const;
  std::size_t waiting() const;

 private:
  struct active_rule {
    active_rule(rule_id number, rule to_apply, int times)
        : id(number), what(std::move(to_apply)), left(times) {}
    rule_id id;
    rule what;
    std::atomic<int> left;
  };
  using rule_list = std::vector<std::shared_ptr<active_rule>>;
  struct held_mail {
    std::string recipient, folder, bytes;
  };

  rule_list rules() const;
  bool applies(active_rule& r, const envelope& mail, const std::string& recipient);
  milliseconds delay_for(const std::string& recipient) const;
  std::optional<refusal> refused(rule::effect what, const envelope& mail, const std::string& recipient);
  void deliver(const held_mail& mail, time_point at);
  void bounce(const envelope& mail, const std::string& recipient, const rule& why);

  mailstore& store_;
  tally& counts_;
  const time_source& time_;
  const std::function<void()> queue_changed_;
  mutable std::mutex mutex_;
  rule_list rules_;
  rule_id next_rule_ = 1;
  milliseconds delay_{0};
  std::map<std::string, milliseconds, std::less<>> delays_;  // by lower-case recipient
  std::multimap<time_point, held_mail> queue_;
};

// A delivery status notification (RFC 3464) about `mail` for one recipient.
std::string make_bounce(const envelope& mail, const std::string& recipient, const rule& why, time_point now);
// Return-Path, Delivered-To and Received, as a final delivery adds them.
std::string trace_header(const envelope& mail, const std::string& recipient, time_point now);
// The Received field of the last hop of mail that was held back.
std::string second_stamp(const std::string& recipient, time_point now);

}  // namespace watchpost::sandbox
