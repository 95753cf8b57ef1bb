// One mail that is being carried out, as the journal keeps it from before its first operation until its
// answer is queued. What it still takes after a kill is in it: who asked, what for, and the key of each
// operation.
#pragma once

#include "mail_command/identity/assess.h"
#include "mail_command/identity/standing.h"
#include "mail_command/state/point_json.h"

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/point_values.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::journal {

// Names a mail: by its Message-ID, or by all of it where it has none. 32 hexadecimal digits.
std::string mail_id(std::string_view message_id, std::string_view message);

// What the answer to a mail takes from it.
struct correspondence {
  std::string id;  // mail_id()
  std::string to, subject, message_id;
  std::vector<std::string> references;
  std::string charset;
  bool japanese = false;
  std::int64_t written_ms = 0;     // its Date, wall ms
  identity::answer_quota quota{};  // its answer counts there
};
constexpr auto fields_of(const correspondence*) {
  using mail::json::field;
  using c = correspondence;
  return std::tuple{field("id", &c::id),
                    field("to", &c::to),
                    field("subject", &c::subject),
                    field("message_id", &c::message_id),
                    field("references", &c::references),
                    field("charset", &c::charset),
                    field("japanese", &c::japanese),
                    field("written", &c::written_ms),
                    field("quota", &c::quota)};
}

// A line of it, without secrets.
struct written_line {
  std::size_t line = 0;
  std::string source;
};
constexpr auto fields_of(const written_line*) {
  return std::tuple{mail::json::field("line", &written_line::line),
                    mail::json::field("source", &written_line::source)};
}

// Something that is to be done once, decided and not yet known to be done.
struct armed {
  enum class act : std::uint8_t { operate, acknowledge, acknowledge_monitor };
  act what = act::operate;
  std::size_t line = 0;
  std::string source;  // of its line
  std::string point;
  point::value value;  // operate
  std::string key;     // operate: for the host
  std::int64_t not_after_ms = 0;
  bool confirmed = false;
  point::origin origin;
  std::int64_t back_ms = 0;     // operate: returns after so long, wall ms of a duration; 0: stays
  std::int64_t back_at_ms = 0;  // or at that wall time
  std::int64_t occurrence = 0;  // acknowledge

  // Not in the journal:
  point::value back{};  // operate: to what it returns; none: it stays
  std::string
      rests_on{};  // the key of the step that is to be done before, or this one is wrong; may be empty
};
inline constexpr std::array<std::string_view, 3> act_names{"operate", "acknowledge", "acknowledge-monitor"};
constexpr const auto& names_of(armed::act) { return act_names; }
constexpr auto fields_of(const armed*) {
  using mail::json::field;
  return std::tuple{field("act", &armed::what),
                    field("line", &armed::line),
                    field("source", &armed::source),
                    field("point", &armed::point),
                    field("value", &armed::value),
                    field("key", &armed::key),
                    field("not_after", &armed::not_after_ms),
                    field("confirmed", &armed::confirmed),
                    field("origin", &armed::origin),
                    field("back", &armed::back_ms),
                    field("back_at", &armed::back_at_ms),
                    field("occurrence", &armed::occurrence)};
}

struct request {
  correspondence mail;
  identity::assessment author;
  std::int64_t accepted_ms = 0;
  std::vector<written_line> lines;
  std::vector<armed> steps;
};

constexpr auto fields_of(const request*) {
  using mail::json::field;
  return std::tuple{field("mail", &request::mail), field("author", &request::author),
                    field("accepted", &request::accepted_ms), field("lines", &request::lines),
                    field("steps", &request::steps)};
}

}  // namespace watchpost::mail_command::journal
