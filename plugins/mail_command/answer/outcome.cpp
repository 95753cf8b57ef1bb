#include "outcome.h"

#include <utility>

namespace watchpost::mail_command {
namespace {

reply reply_of(point::refusal why) {
  switch (why) {
    case point::refusal::no_point: return reply::no_point;
    case point::refusal::not_operable: return reply::not_operable;
    case point::refusal::kind: return reply::wrong_kind;
    case point::refusal::limits: return reply::out_of_limits;
    case point::refusal::too_late: return reply::too_late;
    case point::refusal::denied: return reply::denied;
    case point::refusal::unconfirmed: return reply::confirm;
    case point::refusal::one_person: return reply::second_person;
    case point::refusal::key: return reply::replayed;
    case point::refusal::busy: return reply::busy;
    case point::refusal::no_alarm: return reply::no_alarm;
    case point::refusal::none: break;
  }
  return reply::not_executed;
}

reply reply_of(const command& c, const point::operated& came) {
  switch (came.result) {
    case point::result::done:
      if (came.duplicate) return reply::already;
      return c.what == verb::ack ? reply::acknowledged : reply::done;
    case point::result::would: return reply::would;
    case point::result::refused: return reply_of(came.refusal);
    case point::result::failed: return reply::failed;
    case point::result::unknown: return reply::result_unknown;
    case point::result::pending: return reply::under_way;
    case point::result::never: return reply::not_executed;
  }
  return reply::result_unknown;
}

reply reply_of(fault_kind k) {
  switch (k) {
    case fault_kind::unknown_word: return reply::not_understood;
    case fault_kind::bad_time: return reply::bad_time;
    case fault_kind::no_such_point: return reply::no_point;
    case fault_kind::ambiguous_point: return reply::ambiguous;
    case fault_kind::held: return reply::in_doubt;
    case fault_kind::too_many_points:
    case fault_kind::long_line:
    case fault_kind::too_many_lines:
    case fault_kind::too_many_commands:
    case fault_kind::too_many_faults: return reply::too_much;
    default: return reply::syntax;
  }
}

}  // namespace

line_result line_of(const command& c, reply code) {
  return {.line = c.line, .source = c.source, .code = code};
}

line_result line_of(const command& c, reply code, const point::info& about) {
  line_result r = line_of(c, code);
  r.about = about;
  return r;
}

line_result not_understood(const fault& f) {
  line_result r{.line = f.line, .source = f.source, .code = reply_of(f.kind)};
  // The reply itself says these.
  const bool said = f.kind == fault_kind::no_such_point || f.kind == fault_kind::ambiguous_point ||
                    f.kind == fault_kind::held;
  if (!said) r.why = f.kind;
  r.word = f.word;
  r.meant = f.meant;
  return r;
}

line_result not_found(const command& c, const pattern& p, const matched& m) {
  line_result r = line_of(c, m.ambiguous ? reply::ambiguous : reply::no_point);
  r.word = p.text;
  r.meant = m.meant;
  return r;
}

line_result has_value(const command& c, const point::info& about, const point::sample& now) {
  line_result r = line_of(c, reply::value, about);
  r.now = now;
  return r;
}

line_result came_of(const command& c, const point::info& about, const point::operated& came) {
  line_result r = line_of(c, reply_of(c, came), about);
  r.before = came.before;
  r.after = came.after;
  r.asked = came.asked;
  if (came.readback != about.id) r.readback = came.readback;
  r.text = came.text;
  return r;
}

}  // namespace watchpost::mail_command
