#include "clock_set.h"

#include "mail_command/alarm/alarm_mail.h"
#include "mail_command/grammar/cut_line.h"
#include "mail_command/outbox/event_name.h"
#include "mail_command/outbox/notice_mail.h"
#include "mail_command/reply/answering.h"

#include <algorithm>
#include <cstdlib>

namespace watchpost::mail_command::act {
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

std::vector<reader> readers_of(const runtime::context& ctx) {
  std::vector<reader> all;
  const bool japanese = ctx.config.alarm_mail.in == grammar::language::japanese;
  if (ctx.config.alarm.enabled)
    for (const std::string& address : ctx.config.alarm.addresses) all.push_back({address, japanese, true});
  for (const auto& entry : ctx.state.returning.all()) {
    const auto& r = entry.second;
    const auto known =
        std::any_of(all.begin(), all.end(), [&](const reader& one) { return one.address == r.to; });
    if (!known && r.started) all.push_back({r.to, r.japanese, false});
  }
  return all;
}

std::string name_of(const runtime::context& ctx, const std::string& point) {
  for (const auto& at : ctx.host.catalogue())
    if (at.id == point && at.title != at.id)
      return grammar::cut_line(at.title, most_title) + " (" + at.id + ")";
  return point;
}

std::string subject_of(std::int64_t by_ms, bool ja) {
  const std::string length =
      alarm::lasted(std::abs(by_ms), ja ? grammar::language::japanese : grammar::language::english);
  if (ja) return "時計が" + length + (by_ms < 0 ? "戻されました" : "進められました");
  return "the clock was set " + std::string(by_ms < 0 ? "back" : "forward") + " by " + length;
}

std::string body_of(const runtime::context& ctx, const reader& person, std::int64_t by_ms) {
  const bool ja = person.japanese;
  const reply::voice v = reply::voice_for(ctx, ja);
  const std::string now = time_text(ctx.host.wall_ms(), v);
  std::string out = ctx.config.instance + ": " + subject_of(by_ms, ja) + (ja ? "。現在 " : "; it shows ") +
                    now +
                    (ja ? "（装置が休止していた場合も同じ表示になります）。\n\n"
                        : " now (a machine that slept looks the same).\n\n");
  out += ja ? "時間の長さで指定されたものはその長さのまま続き、時刻で指定されたものは新しい時計に従います。\n"
            : "What was to last for a time lasts as long as was said; times of day go by the new clock.\n";
  for (const auto& [key, r] : ctx.state.returning.all()) {
    if (!r.started || (!person.of_all && r.to != person.address)) continue;
    const std::string at = time_text(ctx.time.wall(r.due_ms), v);
    out += ja ? "  " + name_of(ctx, r.point) + ": " + at + " に元の値に戻します\n"
              : "  " + name_of(ctx, r.point) + " goes back at " + at + "\n";
  }
  return out;
}

plugin::edits tell(runtime::context& ctx, const reader& person, std::int64_t by_ms) {
  const std::string hour = std::to_string(ctx.time.now() / hour_ms);
  auto made = outbox::make_notice({.event = "clock." + outbox::digest_of({person.address, hour}),
                                   .own = ctx.config.address,
                                   .to = person.address,
                                   .subject = ctx.config.instance + ": " + subject_of(by_ms, person.japanese),
                                   .body = body_of(ctx, person, by_ms),
                                   .charset = ctx.config.alarm_mail.charset,
                                   .now_ms = ctx.host.wall_ms(),
                                   .first_id = {}});
  outbox::acceptance got{};
  return made ? ctx.state.outbox.put(std::move(*made), ctx.time.now(), got) : plugin::edits{};
}

}  // namespace

plugin::edits clock_was_set(runtime::context& ctx, std::int64_t by_ms) {
  plugin::edits changes = ctx.state.set_offset(ctx.time.offset());
  append(changes, ctx.state.returning.clock_was_set(by_ms));
  ctx.host.warn(subject_of(by_ms, false) + " (" + std::to_string(by_ms) +
                " ms); what lasts goes on, times of day go by the new clock");
  if (std::abs(by_ms) >= least_told_ms)
    for (const reader& each : readers_of(ctx)) append(changes, tell(ctx, each, by_ms));
  if (ctx.wake) ctx.wake();
  return changes;
}

}  // namespace watchpost::mail_command::act
