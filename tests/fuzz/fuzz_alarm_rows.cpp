// Rows of alarm.point: each is read or has one fault that is one line; what is read keeps to its bounds.
#include "mail_command/alarm/rules.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail_command::alarm;
  alarm_rows rows;
  rows.to = {"a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test"};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const auto row = rest.substr(0, rest.find('\n'));
    rows.points.emplace_back(row);
    rest.remove_prefix(std::min(rest.size(), row.size() + 1));
  }
  std::vector<watchpost::mail_command::rows::fault> faults;
  const alarm_rules rules = read_alarm_rules(rows, faults);
  if (rules.rules.size() + faults.size() <
      std::min(rows.points.size(), watchpost::mail_command::rows::most_rows))
    std::abort();
  for (const auto& f : faults)
    if (f.text.find_first_of("\r\n") != std::string::npos) std::abort();
  for (const auto kind :
       {watchpost::abi::event_kind::point_raised, watchpost::abi::event_kind::monitor_state})
    if (const auto t = rules.of(kind, "pump1");
        t && (t->to.empty() || t->to.size() > most_addresses_of_a_point))
      std::abort();
  return 0;
}
