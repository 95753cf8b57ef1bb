// The settings of a mail command instance: one table that hosts see as descriptors and that fills this
// struct. What stands in rows with a grammar of their own (allow, user, totp, signer, alarm.point) is read by
// the parts that they belong to.
#pragma once

#include "plan.h"

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/settings.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command {

enum class smtp_auth : std::uint8_t { automatic, login, pop_before_smtp, off };
enum class smtp_tls : std::uint8_t { automatic, none, starttls, implicit };

struct mail_settings {
  std::string address, server;
  account_type protocol{};
  std::optional<std::uint16_t> port;
  mail::net::tls_mode tls{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::uint64_t max_size{};
  after_reading after{};
  std::string folder;
};

struct smtp_settings {
  std::string server;
  std::uint16_t port{};
  smtp_tls tls{};
  smtp_auth auth{};
  std::string username;
  plugin::secret password;
  std::chrono::milliseconds timeout{};
  std::string ehlo_name;
};

struct command_settings {
  bool in_subject = false;
  std::string end_marker;
  std::uint32_t max_commands{}, max_lines{};
  std::chrono::milliseconds freshness{}, confirm_expires{}, pulse{};
};

struct answer_settings {
  answer_language language{};
  std::uint32_t per_hour{};
};

struct sender_settings {
  std::vector<std::string> allow, signers;
  std::vector<plugin::secret> users, totp;
  std::string authserv;
};

struct alarm_settings {
  bool on = true;
  std::vector<std::string> to, points;
  answer_language language{};
  bool monitors = true;
  std::chrono::milliseconds hold_off{}, repeat{};
  bool recovery = true;
};

struct trust_settings {
  bool verify = true;
  std::string ca_file;
  std::string name;
};

struct settings {
  mail_settings mail;
  smtp_settings smtp;
  command_settings command;
  answer_settings answer;
  sender_settings sender;
  alarm_settings alarm;
  trust_settings tls;
  bool allow_cleartext_login = false;
};

}  // namespace watchpost::mail_command

#include "settings_table.h"

namespace watchpost::mail_command {

// What one setting says against another.
void check(const settings& s, plugin::diagnostics& diags);

// The plan that the settings make, for the instance of that name.
plan make_plan(const settings& s, std::string instance);

}  // namespace watchpost::mail_command
