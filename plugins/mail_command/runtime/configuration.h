// What a configured instance is to do, in the mail library's terms. Read from the settings; constant while the
// instance is active, but for its access tokens.
#pragma once

#include "account/access.h"
#include "mail_command/alarm/alarm_mail.h"
#include "mail_command/alarm/rules.h"
#include "mail_command/identity/rules.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace watchpost::mail_command::runtime {

enum class after_reading : std::uint8_t { remove, move, keep };
enum class answer_language : std::uint8_t { automatic, english, japanese };

struct configuration : account::access {
  std::string instance;
  std::string address;  // our own, addr-spec

  after_reading after = after_reading::remove;
  std::string folder;  // UTF-8; for after_reading::move

  bool pop_before_smtp = false;

  bool subject_commands = false;
  std::string end_marker;  // a line that ends the commands, as people write it; empty: none
  std::size_t max_commands = 20, max_lines = 200;
  std::chrono::milliseconds freshness{};
  std::chrono::milliseconds confirm_expires{};
  std::chrono::milliseconds pulse{};

  answer_language language = answer_language::automatic;
  std::size_t answers_per_hour = 20;  // to one address

  identity::access_rules rules;
  alarm::alarm_rules alarm;
  alarm::alarm_mail_terms alarm_mail;
};

}  // namespace watchpost::mail_command::runtime
