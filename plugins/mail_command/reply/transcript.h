// The texts of answers, UTF-8, lines ended by "\n". English texts are ASCII but for what points, people and
// hosts bring along.
//
//   const voice v{.in = p.in, .zone = local_zone(), .zone_name = "JST"};
//   const answer_frame frame{.host = "plant 1", .principal = "tanaka@example.jp", .answered_ms = now};
//   draft.body = transcript(frame, lines, v);
#pragma once

#include "line_result.h"
#include "mail_command/grammar/parse.h"
#include "mail_command/grammar/when.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::reply {

struct voice {
  grammar::language in = grammar::language::english;
  grammar::utc_offset zone;  // set
  std::string zone_name;     // "JST"; empty: "+09:00"
};

// "2026-11-25 20:53:10 JST"
std::string time_text(std::int64_t wall_ms, const voice& v);
// "78.5 kPa (good, 2026-11-25 20:53:10 JST)"
std::string sample_text(const point::info& of, const point::sample& s, const voice& v);
// One line as it stands in an answer, without what was asked: "200 done: Pump 1 (pump1) off -> on, ..."
std::string line_text(const line_result& r, const voice& v);

struct answer_frame {
  std::string host{};       // how the answering instance is called
  std::string principal{};  // whom it was carried out for; empty: not said
  std::int64_t answered_ms = 0;
  std::vector<std::string> remarks{};        // one line each, of the reader of the mail
  std::optional<grammar::doubt> in_doubt{};  // said first
};

// Each line that was asked behind "> ", then what became of it. The first line says when nothing moved.
std::string transcript(const answer_frame& frame, std::span<const line_result> lines, const voice& v);

std::string help_text(const voice& v);

struct listed_point {
  point::info about;
  bool may_operate = false;  // this sender
};
std::string list_text(std::span<const listed_point> points, const voice& v);

// How the system itself is: named facts, as they come, and the points in alarm.
struct status_facts {
  std::vector<std::pair<grammar::bilingual, std::string>> facts;
  std::vector<std::pair<point::info, point::sample>> alarms;
};
std::string status_text(const status_facts& s, const voice& v);

}  // namespace watchpost::mail_command::reply
