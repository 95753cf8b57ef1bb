// host_sim history: the results of the past, also while host_sim run is at work.
#include "cli/result_lines.h"
#include "cli/session.h"
#include "engine/text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>

namespace watchpost::cli {
namespace po = boost::program_options;

int run_history(const std::vector<std::string>& args, console& io) {
  command_line line(
      "history", "[INSTANCE]",
      "Shows results of the past, the oldest first. It may be used beside host_sim run. Of those marked\n"
      "[evidence], host_sim evidence shows what was said to the servers and by them.",
      "host_sim history round-trip@mx --state watchpost.db --since 1d");
  line.add()("state", po::value<std::string>()->value_name("FILE"), "the database")(
      "config,c", po::value<std::string>()->value_name("FILE"), "the settings file that names the database")(
      "limit,n", po::value<std::size_t>()->value_name("N")->default_value(50), "the newest N; 0: all")(
      "since", po::value<std::string>()->value_name("TIME"), "not older than that, e.g. 12h")(
      "json", "one JSON object per line");
  line.positional("INSTANCE", 1);
  if (const auto end = line.parse(args, io)) return *end;
  engine::history_query query;
  if (!line.texts("INSTANCE").empty()) query.instance = line.texts("INSTANCE").front();
  query.limit = line.number("limit");
  if (line.has("since")) {
    const auto since = line.duration("since", io);
    if (!since) return exit_usage;
    query.since_wall = engine::real_clock().wall_ms() - *since;
  }
  const auto path = state_path(line, line.text("config"), io);
  if (path.empty()) return line.has("config") ? exit_failed : exit_usage;
  auto found = engine::read_history(path, query);
  if (!found) return line.fail(io, to_text(found.error()));
  std::reverse(found->begin(), found->end());
  for (const auto& r : *found) io.out << (line.has("json") ? json_line(r) : plain_line(r)) << "\n";
  if (found->empty() && !line.has("json")) {
    io.err << "no results" << (query.instance.empty() ? "" : " of " + engine::in_quotes(query.instance))
           << "\n";
  }
  return exit_done;
}

}  // namespace watchpost::cli
