// The text of an alarm mail, English or Japanese.
#pragma once

#include "../../mail/failure.h"
#include "../outbox/letter.h"

#include <watchpost/cpp/event.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail_command {

enum class letter_reason : std::uint8_t { began, repeated, changed, over };

// Of the instance.
struct letter_terms {
  std::string own;       // our address: From and envelope sender
  std::string instance;  // name of the installation, for the subject
  bool japanese = false;
  std::string charset = "utf-8";  // see mail/message/compose.h
  bool replies = true;            // our mail is read: an alarm may be acknowledged by reply
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

// Subject: "[ALARM] pump1 - Pump 1: ON [ack K7QF-3MZX-9TRA]".
mail::result<letter> make_alarm_letter(const letter_facts& f, const letter_terms& how);

// The code that stands in such a subject, or in a reply's "Re:" of it; empty: none.
std::string code_in_subject(std::string_view subject);

// "2026-11-22 19:13:20 +09:00", in the zone of this machine.
std::string zoned_time(std::int64_t wall_ms);

}  // namespace watchpost::mail_command
