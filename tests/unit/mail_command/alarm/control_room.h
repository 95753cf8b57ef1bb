// Alarms, an outbox and their disk; the mails that leave are read here.
#pragma once

#include "mail/message/header.h"
#include "mail_command/alarm/alarms.h"
#include "support/memory_state.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace watchpost::mail_command::test {

inline constexpr std::int64_t start = 1'795'342'400'000, minute = 60'000, hour = 60 * minute;

class control_room {
 public:
  control_room() {
    rows.to = {"a@x.test", "b@x.test"};
    text.own = "box@plant.test";
    text.name = "plant 1";
    text.charset = mail::message::text_charset::us_ascii;
    text.zone = [](std::int64_t) { return 540; };
    restart();
  }

  void restart() {
    std::string damage;
    out = outbox::mail_queue::load(stored.entries, terms, damage);
    book = alarm::alarms::load(stored.entries, damage);
    EXPECT_EQ(damage, "");
  }

  alarm::taken take(const abi::event& e, std::int64_t now = start) {
    alarm::taken got{};
    std::vector<rows::fault> faults;
    const auto rules = alarm::read_alarm_rules(rows, faults);
    EXPECT_TRUE(faults.empty());
    stored.write(book.take(e, {rules, text, out, 0, &spoken}, now, got));
    return got;
  }

  void elapse(std::int64_t now) {
    std::vector<rows::fault> faults;
    const auto rules = alarm::read_alarm_rules(rows, faults);
    stored.write(book.elapsed({rules, text, out, 0, &spoken}, now));
  }

  // Subjects of what was queued since the last call, with the place of the address in front: "a [ALARM] ...".
  std::vector<std::string> mails() {
    std::vector<std::string> all;
    for (; last_ < out.mails().size() && !out.mails().empty(); ++last_) {
      const auto& l = out.mails().at(last_ + 1).what;
      all.push_back(l.to.substr(0, 1) + " " + *mail::message::field(l.message, "Subject"));
    }
    return all;
  }
  const outbox::outgoing_mail& mail_to(char letter) const {
    for (auto at = out.mails().rbegin(); at != out.mails().rend(); ++at)
      if (at->second.what.to.front() == letter) return at->second.what;
    return out.mails().begin()->second.what;
  }
  std::string code_to(char letter) const {
    const std::string subject = *mail::message::field(mail_to(letter).message, "Subject");
    return subject.ends_with(']') ? subject.substr(subject.rfind('[') + 1, 14) : std::string();
  }
  static std::string without_code(const std::string& subject) {
    return subject.ends_with(']') ? subject.substr(0, subject.rfind(" [")) : subject;
  }

  static abi::event point(abi::event_kind kind, int n, std::int64_t at = start, std::string id = "pump1") {
    abi::event e;
    e.kind = kind;
    e.key = "point:" + id + ":" + std::to_string(n) + ":" + std::string(abi::to_string(kind));
    e.source = id;
    e.title = "Pump 1";
    e.state = kind == abi::event_kind::point_raised ? abi::state::critical : abi::state::ok;
    e.text = "switched to ON";
    e.value = "ON";
    e.wall_ms = at;
    e.alarm = std::to_string(n);
    return e;
  }
  static abi::event monitor(abi::state is, int n, std::int64_t at = start) {
    abi::event e;
    e.kind = abi::event_kind::monitor_state;
    e.key = "monitor:mail:" + std::to_string(n);
    e.source = "mail of plant 1";
    e.title = "mail of plant 1";
    e.state = is;
    e.text = "no mail for 10 min";
    e.value = "lost";
    e.wall_ms = at;
    return e;
  }

  alarm::alarm_rows rows;
  alarm::alarm_mail_terms text;
  outbox::queue_terms terms;
  watchpost::test::memory_state stored;
  outbox::mail_queue out;
  alarm::alarms book;
  alarm::spoken_languages spoken;

 private:
  std::size_t last_ = 0;
};

}  // namespace watchpost::mail_command::test
