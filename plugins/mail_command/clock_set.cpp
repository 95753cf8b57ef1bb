#include "clock_set.h"

#include "answering.h"
#include "cut_line.h"
#include "mail_command/alarm/letter_text.h"
#include "mail_command/outbox/event_name.h"
#include "mail_command/outbox/notice_letter.h"

#include <algorithm>
#include <cstdlib>

namespace watchpost::mail_command {
namespace {

constexpr std::int64_t least_told_ms = 60'000;
constexpr std::size_t most_title = 120;
constexpr std::int64_t hour_ms = 3'600'000;  // in which one address is told once

// Somebody who is to be told.
struct reader {
  std::string address;
  bool japanese = false;
  bool of_all = false;  // of all returns, not of those alone that were promised to him
};

std::vector<reader> readers_of(const desk& d) {
  std::vector<reader> all;
  const bool japanese = d.how.letters.in == language::japanese;
  if (d.how.alarm.enabled)
    for (const std::string& address : d.how.alarm.addresses) all.push_back({address, japanese, true});
  for (const auto& entry : d.kept.returning.all()) {
    const auto& r = entry.second;
    const auto known =
        std::any_of(all.begin(), all.end(), [&](const reader& one) { return one.address == r.to; });
    if (!known && r.started) all.push_back({r.to, r.japanese, false});
  }
  return all;
}

std::string name_of(const desk& d, const std::string& point) {
  for (const auto& at : d.host.catalogue())
    if (at.id == point && at.title != at.id) return cut_line(at.title, most_title) + " (" + at.id + ")";
  return point;
}

std::string subject_of(std::int64_t by_ms, bool ja) {
  const std::string length = lasted(std::abs(by_ms), ja ? language::japanese : language::english);
  if (ja) return "時計が" + length + (by_ms < 0 ? "戻されました" : "進められました");
  return "the clock was set " + std::string(by_ms < 0 ? "back" : "forward") + " by " + length;
}

std::string body_of(const desk& d, const reader& to, std::int64_t by_ms) {
  const bool ja = to.japanese;
  const voice v = voice_for(d, ja);
  const std::string now = time_text(d.host.wall_ms(), v);
  std::string out = d.how.what.instance + ": " + subject_of(by_ms, ja) + (ja ? "。現在 " : "; it shows ") +
                    now +
                    (ja ? "（装置が休止していた場合も同じ表示になります）。\n\n"
                        : " now (a machine that slept looks the same).\n\n");
  out += ja ? "時間の長さで指定されたものはその長さのまま続き、時刻で指定されたものは新しい時計に従います。\n"
            : "What was to last for a time lasts as long as was said; times of day go by the new clock.\n";
  for (const auto& [key, r] : d.kept.returning.all()) {
    if (!r.started || (!to.of_all && r.to != to.address)) continue;
    const std::string at = time_text(d.time.wall(r.due_ms), v);
    out += ja ? "  " + name_of(d, r.point) + ": " + at + " に元の値に戻します\n"
              : "  " + name_of(d, r.point) + " goes back at " + at + "\n";
  }
  return out;
}

edits tell(desk& d, const reader& to, std::int64_t by_ms) {
  const std::string hour = std::to_string(d.time.now() / hour_ms);
  auto made = make_notice({.event = "clock." + digest_of({to.address, hour}),
                           .own = d.how.what.address,
                           .to = to.address,
                           .subject = d.how.what.instance + ": " + subject_of(by_ms, to.japanese),
                           .body = body_of(d, to, by_ms),
                           .charset = d.how.letters.charset,
                           .now_ms = d.host.wall_ms(),
                           .first_id = {}});
  acceptance got{};
  return made ? d.kept.out.put(std::move(*made), d.time.now(), got) : edits{};
}

}  // namespace

edits clock_was_set(desk& d, std::int64_t by_ms) {
  edits changes = d.kept.set_offset(d.time.offset());
  append(changes, d.kept.returning.clock_was_set(by_ms));
  d.host.warn(subject_of(by_ms, false) + " (" + std::to_string(by_ms) +
              " ms); what lasts goes on, times of day go by the new clock");
  if (std::abs(by_ms) >= least_told_ms)
    for (const reader& each : readers_of(d)) append(changes, tell(d, each, by_ms));
  if (d.stir) d.stir();
  return changes;
}

}  // namespace watchpost::mail_command
