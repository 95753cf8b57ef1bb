// One mail that is being carried out, as the journal keeps it from before its first operation until its
// answer is queued. What it still takes after a kill is in it: who asked, what for, and the key of each
// operation.
#pragma once

#include "mail_command/identity/assess.h"
#include "mail_command/identity/standing.h"

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <map>
#include <optional>
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

// A line of it, without secrets.
struct written_line {
  std::size_t line = 0;
  std::string source;
};

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

struct request {
  correspondence mail;
  identity::assessment author;
  std::int64_t accepted_ms = 0;
  std::vector<written_line> lines;
  std::vector<armed> steps;
};

std::string to_text(const request& r);
std::optional<request> read_request(std::string_view text);

// What an author is to other parts, to be kept with what waits for a second mail.
std::string to_text(const identity::assessment& a);
identity::assessment read_assessment(std::string_view text);

}  // namespace watchpost::mail_command::journal
