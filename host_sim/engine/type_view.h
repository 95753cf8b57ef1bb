// type_view.h - a plugin's constant descriptors, read with care: NULL texts become empty, old structs are
// understood.
//
//   for (const param_view& p : type_view(*type).params) std::cout << p.key << "\n";
#pragma once

#include "engine/poll_result.h"

#include <watchpost/type.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

struct param_view {
  explicit param_view(const wp_param& from);

  std::uint32_t kind = WP_KIND_STRING;
  std::string_view key, title, help, group, min, max, when;
  std::optional<std::string_view> def;
  std::span<const wp_choice> choices;
  bool required = false;
  bool macro = false;
  bool repeated = false;
  bool advanced = false;
  bool identity = false;
  bool exclusive = false;

  bool secret() const { return kind == WP_KIND_SECRET; }
};

struct verdict_view {
  explicit verdict_view(const wp_verdict& from);

  std::string_view word, meaning, remedy;
  health state;
};

struct type_view {
  explicit type_view(const wp_type& from);

  std::string_view id, title, version, help;
  std::vector<param_view> params;
  std::vector<const wp_metric*> metrics;
  std::vector<std::string_view> services;
  std::vector<verdict_view> verdicts;
  std::vector<std::string_view> extensions;
  std::int64_t polite_interval_ms = 0;  ///< see wp_type; 0: none

  const param_view* find(std::string_view key) const;
};

/// "bool", "duration", ...
std::string_view kind_name(std::uint32_t kind);

/// "is polled" and the like, for an extension's id; empty when it is none of ours.
std::string_view extension_meaning(std::string_view id);

/// "wp.monitor/1 (is polled), wp.probe/1 (has dry-run actions)"; `mark` stands around each id.
std::string extensions_text(const type_view& type, std::string_view mark = {});

/// "Polled more often than every 5m, it may be taken for an attack."
std::string polite_interval_text(const type_view& type);

/// A `when` condition taken apart: "smtp.auth=auto|login".
struct condition {
  std::string_view key;
  std::vector<std::string_view> values;
};
std::optional<condition> parse_when(std::string_view when);

}  // namespace watchpost::engine
