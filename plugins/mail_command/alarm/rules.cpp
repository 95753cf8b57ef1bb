#include "rules.h"

#include "mail/message/address.h"
#include "mail/text/ascii.h"
#include "mail/text/number.h"
#include "mail_command/identity/sender.h"

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/values.hpp>

#include <algorithm>
#include <array>

namespace watchpost::mail_command::alarm {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view to_key = "alarm.to", point_key = "alarm.point", monitor_mark = "monitor:";
constexpr std::size_t most_pattern = 200;
constexpr milliseconds longest_hold_off{std::chrono::hours{24}}, shortest_repeat{std::chrono::minutes{1}},
    longest_repeat{std::chrono::hours{24 * 7}};
constexpr std::array<std::string_view, 5> options{"to", "hold_off", "repeat", "recovery", "at"};
constexpr std::array<std::string_view, 1> switches{"off"};

// Reads one row into a rule; the first fault ends it.
class rule_reader {
 public:
  explicit rule_reader(std::size_t addresses) : addresses_(addresses) {}

  std::string read(const rows::row& words, alarm_rule& into) const {
    if (words.plain.empty() && words.options.empty()) return "is empty; remove it, or write 'PATTERN to=1'";
    std::string_view pattern = words.plain.empty() ? std::string_view() : words.plain.front();
    into.of_monitor = pattern.starts_with(monitor_mark);
    if (into.of_monitor) pattern.remove_prefix(monitor_mark.size());
    if (pattern.empty() || pattern.size() > most_pattern || pattern.find('=') != std::string_view::npos)
      return "must begin with the pattern of a point, e.g. 'pump*', or of a monitor, e.g. 'monitor:mail*'";
    into.pattern = pattern;
    for (std::size_t i = 1; i < words.plain.size(); ++i) {
      if (!mail::ascii::same_word(words.plain[i], switches[0]))
        return plugin::quoted(words.plain[i]) + " is not known; write off, or options such as to=1" +
               rows::suggestion(words.plain[i], switches);
      into.off = true;
    }
    for (const auto& [name, value] : words.options) {
      std::string fault = option(name, value, into);
      if (!fault.empty()) return fault;
    }
    return {};
  }

 private:
  std::string option(std::string_view name, std::string_view value, alarm_rule& into) const {
    if (name == "to") return to(value, into);
    if (name == "hold_off") return duration(name, value, milliseconds{0}, longest_hold_off, into.hold_off);
    if (name == "repeat") {
      into.repeat = values::parse_duration(value);
      if (into.repeat == milliseconds{0}) return {};
      return duration(name, value, shortest_repeat, longest_repeat, into.repeat);
    }
    if (name == "recovery") {
      into.recovery = values::parse_bool(value);
      return into.recovery ? std::string() : "recovery=" + plugin::quoted(value) + " is neither yes nor no";
    }
    if (value != "warning" && value != "critical")
      return "at=" + plugin::quoted(value) + " is neither warning nor critical";
    if (!into.of_monitor) return "at= is for monitors: remove it, or write the pattern as 'monitor:NAME'";
    into.critical_only = value == "critical";
    return {};
  }

  std::string to(std::string_view value, alarm_rule& into) const {
    into.to.clear();
    for (const auto& part : rows::cut_list(value).value_or(std::vector<std::string>{""})) {
      const auto number = mail::to_number<std::size_t>(part);
      if (!number || *number < 1 || *number > addresses_)
        return "to=" + plugin::quoted(value) + " names no address: there are " + std::to_string(addresses_) +
               " in alarm.to, numbered from 1; write 'off' when nobody is to be told";
      if (std::find(into.to.begin(), into.to.end(), *number - 1) == into.to.end())
        into.to.push_back(*number - 1);
    }
    if (into.to.size() > most_addresses_of_a_point)
      return "to=" + plugin::quoted(value) + " names more than " + std::to_string(most_addresses_of_a_point) +
             " addresses; name fewer";
    return {};
  }

  static std::string duration(std::string_view name, std::string_view value, milliseconds least,
                              milliseconds most, std::optional<milliseconds>& into) {
    into = values::parse_duration(value);
    if (!into)
      return std::string(name) + "=" + plugin::quoted(value) + " is no time such as 30s, 5m or 1h30m";
    if (*into < least || *into > most)
      return std::string(name) + "=" + plugin::quoted(value) + " is not within " +
             (least.count() == 0 ? "0s and 1d" : "1m and 7d (or 0s: never)");
    return {};
  }

  std::size_t addresses_;
};

}  // namespace

alarm_rules read_alarm_rules(const alarm_rows& from, std::vector<rows::fault>& faults) {
  alarm_rules r;
  r.enabled = from.enabled;
  r.monitors = from.monitors;
  r.hold_off = from.hold_off;
  r.repeat = from.repeat;
  r.recovery = from.recovery;
  const auto say = [&](std::size_t row, const std::string& text, bool warning = false) {
    faults.push_back({to_key, "row " + std::to_string(row + 1) + ": " + text, warning});
  };
  for (std::size_t i = 0; i < from.to.size(); ++i) {
    const std::string& address = from.to[i];
    if (i == most_alarm_addresses) {
      say(i, "there may be " + std::to_string(most_alarm_addresses) + " addresses; remove the others");
      break;
    }
    if (!mail::message::is_address(address)) say(i, plugin::quoted(address) + " is no mail address");
    if (std::any_of(r.addresses.begin(), r.addresses.end(),
                    [&](const std::string& a) { return identity::same_address(a, address); }))
      say(i, plugin::quoted(address) + " stands there twice", true);
    r.addresses.push_back(address);
  }
  const rule_reader reader(r.addresses.size());
  const std::vector<std::string_view> texts(from.points.begin(), from.points.end());
  rows::read_each(point_key, texts, options, faults, [&](const rows::row& words) {
    alarm_rule rule;
    std::string fault = reader.read(words, rule);
    if (fault.empty()) r.rules.push_back(std::move(rule));
    return fault;
  });
  if (r.addresses.empty() && !texts.empty())
    faults.push_back({to_key, "there are rules in alarm.point, but no address to tell; add one", true});
  return r;
}

std::optional<alarm_terms> alarm_rules::of(abi::event_kind kind, std::string_view source) const {
  const bool of_monitor = kind == abi::event_kind::monitor_state;
  if (!enabled || addresses.empty() || (of_monitor && !monitors)) return std::nullopt;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const alarm_rule& r) {
    return r.of_monitor == of_monitor && identity::glob_matches(r.pattern, source);
  });
  alarm_terms t;
  t.hold_off = hold_off;
  t.repeat = repeat;
  t.recovery = recovery;
  if (rule != rules.end()) {
    if (rule->off) return std::nullopt;
    t.hold_off = rule->hold_off.value_or(hold_off);
    t.repeat = rule->repeat.value_or(repeat);
    t.recovery = rule->recovery.value_or(recovery);
    t.critical_only = rule->critical_only;
    for (const auto place : rule->to) t.to.push_back(addresses[place]);
  }
  if (t.to.empty())
    t.to.assign(addresses.begin(), addresses.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           addresses.size(), most_addresses_of_a_point)));
  return t;
}

}  // namespace watchpost::mail_command::alarm
