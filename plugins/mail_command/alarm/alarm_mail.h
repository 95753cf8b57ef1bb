// The text of an alarm mail, English or Japanese.
#pragma once

#include "mail/message/encode.h"
#include "mail_command/grammar/language.h"
#include "mail_command/grammar/when.h"
#include "mail_command/outbox/outgoing_mail.h"

#include <watchpost/cpp/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::alarm {

enum class alarm_mail_reason : std::uint8_t { began, repeated, worse, over };

// Of the instance.
struct alarm_mail_terms {
  std::string own;   // our address: From and envelope sender
  std::string name;  // of the installation, for people
  grammar::language in = grammar::language::english;
  bool one_language = true;  // `in` is for everybody; otherwise each mail has that of its addressee
  mail::message::text_charset charset = mail::message::text_charset::utf_8;
  grammar::utc_offset zone;  // set
  bool replies = true;       // our mail is read: an alarm may be acknowledged by reply
};

struct alarm_mail_facts {
  std::string event;  // see mail
  std::string to;
  alarm_mail_reason reason{};
  bool of_monitor = false;
  std::string source, title, text, value;
  abi::state state{};
  std::int64_t began_ms = 0, ended_ms = 0;
  std::uint32_t nth = 1;  // of the mails about this alarm
  std::string code;       // to acknowledge with; empty: nothing to acknowledge
  std::string first_id;   // message id of the first mail about this alarm to this address; empty: this is it
  std::int64_t now_ms = 0;
};

// Of what the host says of the alarm.
grammar::language language_of(const alarm_mail_facts& f);

// "2 h 5 min"
std::string lasted(std::int64_t ms, grammar::language in);

// Subject: "[ALARM] Pump 1: ON [K7QF-3MZX-9TRA]"; grammar/parse.h finds the code in a reply's subject.
// Nothing: an address cannot stand in a mail.
std::optional<outbox::outgoing_mail> make_alarm_mail(const alarm_mail_facts& f,
                                                     const alarm_mail_terms& terms);

}  // namespace watchpost::mail_command::alarm
