#include "alarm_record.h"

#include "mail_command/record.h"

#include <algorithm>

namespace watchpost::mail_command {

std::string to_record(const alarm& a) {
  std::string text;
  put_line(text, "phase", alarm_phase_names[static_cast<std::size_t>(a.is)]);
  put_line(text, "monitor", std::int64_t{a.of_monitor});
  put_line(text, "key", a.key);
  put_line(text, "source", a.source);
  put_line(text, "title", a.title);
  put_line(text, "text", a.text);
  put_line(text, "value", a.value);
  put_line(text, "state", static_cast<std::int64_t>(a.state));
  put_line(text, "occurrence", a.occurrence);
  put_line(text, "began", a.began);
  put_line(text, "next", a.next);
  put_line(text, "ended", a.ended);
  put_line(text, "mails", std::int64_t{a.mails});
  put_line(text, "by", a.by);
  put_line(text, "acknowledged", a.acknowledged);
  for (const auto& address : a.told) put_line(text, "told", address);
  for (const auto& code : a.codes) put_line(text, "code", code.to_text());
  return text;
}

std::optional<alarm> read_alarm(std::string_view text) {
  const record r(text);
  const auto phase = place_of(alarm_phase_names, r.text("phase"));
  const auto monitor = r.number("monitor"), state = r.number("state"), began = r.number("began"),
             next = r.number("next"), ended = r.number("ended"), mails = r.number("mails"),
             acknowledged = r.number("acknowledged");
  if (!phase || !monitor || !state || *state < 0 || !began || !next || !ended || !mails || *mails < 0 ||
      !acknowledged)
    return std::nullopt;
  alarm a;
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
    if (const auto code = mailed_code::read(line)) a.codes.push_back(*code);
  if (a.source.empty() || a.key.empty()) return std::nullopt;
  return a;
}

}  // namespace watchpost::mail_command
