// The text of an alarm mail, English or Japanese.
#pragma once

#include "mail/message/encode.h"
#include "mail_command/grammar/language.h"
#include "mail_command/grammar/when.h"
#include "mail_command/outbox/letter.h"

#include <watchpost/cpp/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command {

enum class letter_reason : std::uint8_t { began, repeated, worse, over };

// Of the instance.
struct letter_terms {
  std::string own;   // our address: From and envelope sender
  std::string name;  // of the installation, for people
  language in = language::english;
  bool one_language = true;  // `in` is for everybody; otherwise each letter has that of its addressee
  mail::message::text_charset charset = mail::message::text_charset::utf_8;
  utc_offset zone;      // set
  bool replies = true;  // our mail is read: an alarm may be acknowledged by reply
};

struct letter_facts {
  std::string event;  // see letter
  std::string to;
  letter_reason why{};
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
language language_of(const letter_facts& f);

// "2 h 5 min"
std::string lasted(std::int64_t ms, language in);

// Subject: "[ALARM] Pump 1: ON [K7QF-3MZX-9TRA]"; grammar/parse.h finds the code in a reply's subject.
// Nothing: an address cannot stand in a mail.
std::optional<letter> make_alarm_letter(const letter_facts& f, const letter_terms& how);

}  // namespace watchpost::mail_command
