// What a configured instance is to do, in the mail library's terms.
#pragma once

#include "account/access.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace watchpost::mail_command {

using watchpost::account::access;
using watchpost::account::account_type;
using watchpost::account::retrieval_server;
using watchpost::account::submission_server;
enum class after_reading : std::uint8_t { remove, move, keep };
enum class answer_language : std::uint8_t { automatic, english, japanese };

struct plan : access {
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
};

}  // namespace watchpost::mail_command
