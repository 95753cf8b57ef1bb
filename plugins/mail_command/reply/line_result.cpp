#include "line_result.h"

#include <utility>

namespace watchpost::mail_command::reply {
namespace {

reply_code code_of(point::refusal refusal) {
  switch (refusal) {
    case point::refusal::no_point: return reply_code::no_point;
    case point::refusal::not_operable: return reply_code::not_operable;
    case point::refusal::kind: return reply_code::wrong_kind;
    case point::refusal::limits: return reply_code::out_of_limits;
    case point::refusal::too_late: return reply_code::too_late;
    case point::refusal::denied: return reply_code::denied;
    case point::refusal::unconfirmed: return reply_code::confirm;
    case point::refusal::one_person: return reply_code::second_person;
    case point::refusal::key: return reply_code::replayed;
    case point::refusal::busy: return reply_code::busy;
    case point::refusal::no_alarm: return reply_code::no_alarm;
    case point::refusal::none: break;
  }
  return reply_code::not_executed;
}

reply_code code_of(const grammar::command& c, const point::operated& came) {
  switch (came.result) {
    case point::result::done:
      if (came.duplicate) return reply_code::already;
      return c.action == grammar::verb::ack ? reply_code::acknowledged : reply_code::done;
    case point::result::would: return reply_code::would;
    case point::result::refused: return code_of(came.refusal);
    case point::result::failed: return reply_code::failed;
    case point::result::unknown: return reply_code::result_unknown;
    case point::result::pending: return reply_code::under_way;
    case point::result::never: return reply_code::not_executed;
  }
  return reply_code::result_unknown;
}

reply_code code_of(grammar::fault_kind k) {
  switch (k) {
    case grammar::fault_kind::unknown_word: return reply_code::not_understood;
    case grammar::fault_kind::bad_time: return reply_code::bad_time;
    case grammar::fault_kind::no_such_point: return reply_code::no_point;
    case grammar::fault_kind::ambiguous_point: return reply_code::ambiguous;
    case grammar::fault_kind::held: return reply_code::in_doubt;
    case grammar::fault_kind::too_many_points:
    case grammar::fault_kind::long_line:
    case grammar::fault_kind::too_many_lines:
    case grammar::fault_kind::too_many_commands:
    case grammar::fault_kind::too_many_faults: return reply_code::too_much;
    default: return reply_code::syntax;
  }
}

}  // namespace

line_result line_of(const grammar::command& c, reply_code code) {
  return {.line = c.line, .source = c.source, .code = code};
}

line_result line_of(const grammar::command& c, reply_code code, const point::info& about) {
  line_result r = line_of(c, code);
  r.about = about;
  return r;
}

line_result not_understood(const grammar::fault& f) {
  line_result r{.line = f.line, .source = f.source, .code = code_of(f.kind)};
  // The reply itself says these.
  const bool said = f.kind == grammar::fault_kind::no_such_point ||
                    f.kind == grammar::fault_kind::ambiguous_point || f.kind == grammar::fault_kind::held;
  if (!said) r.fault = f.kind;
  r.word = f.word;
  r.meant = f.meant;
  return r;
}

line_result not_found(const grammar::command& c, const grammar::pattern& p, const grammar::matched& m) {
  line_result r = line_of(c, m.ambiguous ? reply_code::ambiguous : reply_code::no_point);
  r.word = p.text;
  r.meant = m.meant;
  return r;
}

line_result has_value(const grammar::command& c, const point::info& about, const point::sample& now) {
  line_result r = line_of(c, reply_code::value, about);
  r.now = now;
  return r;
}

line_result came_of(const grammar::command& c, const point::info& about, const point::operated& came) {
  line_result r = line_of(c, code_of(c, came), about);
  r.before = came.before;
  r.after = came.after;
  r.asked = came.asked;
  if (came.readback != about.id) r.readback = came.readback;
  r.text = came.text;
  return r;
}

}  // namespace watchpost::mail_command::reply
