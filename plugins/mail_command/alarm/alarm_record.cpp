#include "alarm_record.h"

#include "mail_command/state/record.h"

#include <algorithm>

namespace watchpost::mail_command::alarm {

std::string to_record(const tracked_alarm& a) {
  std::string text;
  state::put_line(text, "phase", alarm_phase_names[static_cast<std::size_t>(a.is)]);
  state::put_line(text, "monitor", std::int64_t{a.of_monitor});
  state::put_line(text, "key", a.key);
  state::put_line(text, "source", a.source);
  state::put_line(text, "title", a.title);
  state::put_line(text, "text", a.text);
  state::put_line(text, "value", a.value);
  state::put_line(text, "state", static_cast<std::int64_t>(a.state));
  state::put_line(text, "occurrence", a.occurrence);
  state::put_line(text, "began", a.began);
  state::put_line(text, "next", a.next);
  state::put_line(text, "ended", a.ended);
  state::put_line(text, "mails", std::int64_t{a.mails});
  state::put_line(text, "by", a.by);
  state::put_line(text, "acknowledged", a.acknowledged);
  for (const auto& address : a.told) state::put_line(text, "told", address);
  for (const auto& code : a.codes) state::put_line(text, "code", code.to_text());
  return text;
}

std::optional<tracked_alarm> read_alarm(std::string_view text) {
  const state::record r(text);
  const auto phase = state::place_of(alarm_phase_names, r.text("phase"));
  const auto monitor = r.number("monitor"), state = r.number("state"), began = r.number("began"),
             next = r.number("next"), ended = r.number("ended"), mails = r.number("mails"),
             acknowledged = r.number("acknowledged");
  if (!phase || !monitor || !state || *state < 0 || !began || !next || !ended || !mails || *mails < 0 ||
      !acknowledged)
    return std::nullopt;
  tracked_alarm a;
  a.is = static_cast<alarm_phase>(*phase);
  a.of_monitor = *monitor != 0;
  a.key = r.text("key");
  a.source = r.text("source");
  a.title = r.text("title");
  a.text = r.text("text");
  a.value = r.text("value");
  a.state = abi::to_state(static_cast<std::uint32_t>(std::min<std::int64_t>(*state, 100)));
  a.occurrence = r.text("occurrence");
  a.began = *began;
  a.next = *next;
  a.ended = *ended;
  a.mails = static_cast<std::uint32_t>(std::min<std::int64_t>(*mails, 1'000'000'000));
  a.by = r.text("by");
  a.acknowledged = *acknowledged;
  a.told = r.texts("told");
  for (const auto& line : r.texts("code"))
    if (const auto code = identity::mailed_code::read(line)) a.codes.push_back(*code);
  if (a.source.empty() || a.key.empty()) return std::nullopt;
  return a;
}

}  // namespace watchpost::mail_command::alarm
