// Texts of mails with commands: any bytes are read in bounds, and what is handed out keeps its contract.
#include "mail_command/grammar/match.h"
#include "mail_command/grammar/parse.h"
#include "mail_command/grammar/value.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace watchpost::mail_command::grammar;

void check(bool holds) {
  if (!holds) std::abort();
}

void check(const command& c) {
  check(c.points.size() <= most_points);
  check(!operates(c.action) || !c.points.empty());
  check(operates(c.action) || (!c.lasting && !c.until && !c.before));
  check(!(c.lasting && c.until));
  check(!c.lasting || (*c.lasting > std::chrono::milliseconds(0) && *c.lasting <= most_lasting));
  check(c.action != verb::confirm || c.code.size() == 14);
  watchpost::point::info level{.id = "level", .title = "level"};
  level.kind = watchpost::point::kind::analog;
  level.unit = "kPa";
  if (const auto v = read_value(level, c.value)) check(fits(level.kind, *v));
}

}  // namespace

// The first line is the subject.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> lines(1);
  std::for_each(data, data + size, [&](std::uint8_t byte) {
    if (byte == '\n')
      lines.emplace_back();
    else
      lines.back() += static_cast<char>(byte);
  });
  const std::string subject = lines.front();
  lines.erase(lines.begin());
  static const point_names names({{.id = "pump1", .title = "ポンプ1"}, {.id = "temp1", .title = "temp1"}});
  const grammar_options options{
      .subject_commands = true, .end_marker = "###", .points = size % 2 == 0 ? &names : nullptr};
  const parsed p = parse(subject, lines, options);
  check(p.commands.size() <= options.max_commands);
  check(p.faults.size() <= most_faults + 3 + options.max_commands);
  const auto what_moves = [](const command& c) { return moves(c.action); };
  check(!p.in_doubt || std::none_of(p.commands.begin(), p.commands.end(), what_moves));
  // Below what the plugin wrote nothing is obeyed.
  lines.insert(lines.begin(), "[watchpost:0123456789ab]");
  const parsed below = parse("", lines, {.points = &names});
  check(below.empty() && below.login.password.reveal().empty());
  for (const auto& c : p.commands) check(c);
  for (const auto& f : p.faults) check(f.word.size() <= 64 && f.meant.size() <= 3);
  return 0;
}
