#include "engine/type_view.h"

#include "engine/duration.h"

#include <watchpost/ext/monitor.h>
#include <watchpost/ext/notifier.h>
#include <watchpost/ext/probe.h>

#include <algorithm>
#include <array>

namespace watchpost::engine {
namespace {

std::string_view safe(const char* text) {
  return text == nullptr ? std::string_view{} : std::string_view(text);
}

}  // namespace

param_view::param_view(const wp_param& from) {
  kind = from.kind;
  required = (from.flags & WP_PARAM_REQUIRED) != 0;
  macro = (from.flags & WP_PARAM_MACRO) != 0;
  repeated = (from.flags & WP_PARAM_REPEATED) != 0;
  advanced = (from.flags & WP_PARAM_ADVANCED) != 0;
  identity = (from.flags & WP_PARAM_IDENTITY) != 0;
  exclusive = (from.flags & WP_PARAM_EXCLUSIVE) != 0;
  key = safe(from.key);
  title = safe(from.title);
  help = safe(from.help);
  group = safe(from.group);
  if (from.def != nullptr) def = from.def;
  min = safe(from.min);
  max = safe(from.max);
  when = safe(from.when);
  if (from.choices != nullptr) choices = {from.choices, from.choice_count};
}

verdict_view::verdict_view(const wp_verdict& from)
    : word(safe(from.word)),
      meaning(safe(from.meaning)),
      remedy(safe(from.remedy)),
      state(static_cast<health>(abi::to_state(from.state))) {}

type_view::type_view(const wp_type& from)
    : id(safe(from.id)), title(safe(from.title)), version(safe(from.version)), help(safe(from.help)) {
  for (auto p = from.params; p != nullptr && *p != nullptr; ++p) params.emplace_back(**p);
  for (auto m = from.metrics; m != nullptr && *m != nullptr; ++m) metrics.push_back(*m);
  for (auto s = from.services; s != nullptr && *s != nullptr; ++s) services.emplace_back(*s);
  if (!WP_HAS(&from, verdicts)) return;
  for (auto v = from.verdicts; v != nullptr && *v != nullptr; ++v) verdicts.emplace_back(**v);
  if (!WP_HAS(&from, extensions)) return;
  for (auto x = from.extensions; x != nullptr && *x != nullptr; ++x) extensions.emplace_back(*x);
  if (WP_HAS(&from, polite_interval_ms)) polite_interval_ms = from.polite_interval_ms;
}

const param_view* type_view::find(std::string_view key) const {
  const auto found =
      std::find_if(params.begin(), params.end(), [&](const param_view& p) { return p.key == key; });
  return found == params.end() ? nullptr : &*found;
}

std::string_view kind_name(std::uint32_t kind) {
  constexpr std::array<std::string_view, 13> names{"string", "bool",  "int",      "float", "text",
                                                   "secret", "enum",  "duration", "size",  "host",
                                                   "port",   "email", "path"};
  return kind < names.size() ? names[kind] : names[0];
}

std::string_view extension_meaning(std::string_view id) {
  if (id == WP_EXT_MONITOR) return "is polled";
  if (id == WP_EXT_NOTIFIER) return "is told of alarms and of monitors that change their state";
  if (id == WP_EXT_PROBE) return "has dry-run actions";
  return {};
}

std::string extensions_text(const type_view& type, std::string_view mark) {
  std::string out;
  for (const auto id : type.extensions) {
    if (!out.empty()) out += ", ";
    out.append(mark).append(id).append(mark);
    if (const auto meaning = extension_meaning(id); !meaning.empty()) out.append(" (").append(meaning) += ')';
  }
  return out;
}

std::string polite_interval_text(const type_view& type) {
  return "Polled more often than every " + duration_text(type.polite_interval_ms) +
         ", it may be taken for an attack.";
}

std::optional<condition> parse_when(std::string_view when) {
  const auto equals = when.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  condition out{when.substr(0, equals), {}};
  auto rest = when.substr(equals + 1);
  while (true) {
    const auto bar = rest.find('|');
    out.values.push_back(rest.substr(0, bar));
    if (bar == std::string_view::npos) return out;
    rest.remove_prefix(bar + 1);
  }
}

}  // namespace watchpost::engine
