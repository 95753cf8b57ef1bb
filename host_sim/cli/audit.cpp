// host_sim audit: the log of decisions, to read, to check and to pass on; also while host_sim run is at work.
#include "engine/audit.h"

#include "cli/session.h"
#include "engine/json_text.h"
#include "engine/text.h"
#include "engine/time_text.h"

#include <boost/json.hpp>

#include <charconv>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace json = boost::json;
namespace po = boost::program_options;

command_line audit_options() {
  command_line line("audit", "show|verify|export [CONFIG]",
                    "show    the latest records, the oldest first\n"
                    "verify  recomputes the chain of the log and names what was changed, left out or put in\n"
                    "export  all records as JSON lines, with their hashes\n\n"
                    "verify prints the head of the log. Note it down elsewhere and pass it as --head later: "
                    "that finds even\na log that was written anew from end to end.",
                    "host_sim audit show watchpost.toml --event command.refused --since 1d");
  line.add()("state", po::value<std::string>()->value_name("FILE"), "the database")(
      "instance", po::value<std::string>()->value_name("NAME"), "show, export: only of this instance")(
      "event", po::value<std::string>()->value_name("WORD"),
      "show, export: only this event, or those that begin with WORD and a dot")(
      "since", po::value<std::string>()->value_name("TIME"), "show, export: not older than that, e.g. 12h")(
      "limit,n", po::value<std::size_t>()->value_name("N")->default_value(50), "show: the newest N; 0: all")(
      "head", po::value<std::string>()->value_name("N:HASH"), "verify: a head that was noted down before")(
      "json", "show, verify: as JSON");
  line.positional("words", 2);
  line.exit_codes(
      "0: done; verify: nothing was tampered with.  1: failed, or tampered with.  2: wrong command line.");
  return line;
}

std::string as_json(const engine::audit_record& r) {
  json::array facts;
  for (const auto& [key, value] : r.entry.facts) facts.push_back({key, value});
  return engine::json_text(json::object{{"sequence", r.sequence},
                                        {"time", engine::utc_text(r.entry.wall_ms)},
                                        {"wall_ms", r.entry.wall_ms},
                                        {"instance", r.entry.instance},
                                        {"event", r.entry.event},
                                        {"facts", std::move(facts)},
                                        {"hash", r.hash}});
}

std::string as_line(const engine::audit_record& r) {
  auto out = std::to_string(r.sequence) + "  " + engine::local_text(r.entry.wall_ms) + "  " +
             engine::one_line(r.entry.instance) + "  " + engine::one_line(r.entry.event);
  for (const auto& [key, value] : r.entry.facts) {
    const bool plain = !value.empty() && value.find_first_of(" '=") == std::string::npos;
    out += "  " + engine::one_line(key) + "=" +
           (plain ? engine::one_line(value) : "'" + engine::one_line(value) + "'");
  }
  return out;
}

std::string head_text(const engine::audit_head& head) {
  return std::to_string(head.sequence) + ":" + head.hash;
}

std::optional<engine::audit_head> parse_head(const std::string& text) {
  engine::audit_head out;
  const auto* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, out.sequence);
  if (number.ec != std::errc{} || number.ptr == end || *number.ptr != ':' || out.sequence < 1)
    return std::nullopt;
  out.hash.assign(number.ptr + 1, end);
  const bool hash = out.hash.size() == engine::audit_origin.size() &&
                    out.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hash ? std::optional(std::move(out)) : std::nullopt;
}

int verify(const command_line& line, const std::string& path, const std::optional<engine::audit_head>& noted,
           console& io) {
  const auto found = engine::verify_audit(path, noted);
  if (!found) return line.fail(io, to_text(found.error()));
  const bool good = found->faults.empty();
  if (line.has("json")) {
    json::array faults;
    for (const auto& f : found->faults) faults.push_back(json::value(f));
    io.out << engine::json_text(json::object{{"sound", good},
                                             {"records", found->head.sequence},
                                             {"head", head_text(found->head)},
                                             {"faults", std::move(faults)}})
           << "\n";
  } else {
    for (const auto& f : found->faults) io.out << f << "\n";
    if (good) io.out << "all " << found->head.sequence << " records are as they were written\n";
    if (good && found->head.sequence > 0) io.out << "head " << head_text(found->head) << "\n";
  }
  return good ? exit_done : exit_failed;
}

int print(const command_line& line, const std::string& path, const engine::audit_query& query,
          bool json_wanted, console& io) {
  std::size_t count = 0;
  const auto done = engine::read_audit(path, query, [&](const engine::audit_record& r) {
    ++count;
    io.out << (json_wanted ? as_json(r) : as_line(r)) << "\n";
  });
  if (!done) return line.fail(io, to_text(done.error()));
  if (count == 0 && !json_wanted) io.err << "no records\n";
  return exit_done;
}

}  // namespace

int run_audit(const std::vector<std::string>& args, console& io) {
  auto line = audit_options();
  if (const auto end = line.parse(args, io)) return *end;
  const auto words = line.texts("words");
  if (words.empty()) return line.refuse(io, "show, verify or export is missing");
  const auto& action = words[0];
  if (action != "show" && action != "verify" && action != "export")
    return line.refuse(io, engine::in_quotes(action) + ": choose show, verify or export");
  std::optional<engine::audit_head> noted;
  if (line.has("head") && !(noted = parse_head(line.text("head"))))
    return line.refuse(
        io, "--head = " + engine::in_quotes(line.text("head")) + ": write what verify printed, N:HASH");
  if (noted && action != "verify") return line.refuse(io, "--head goes with verify");
  engine::audit_query query{.instance = line.text("instance"), .event = line.text("event")};
  if (line.has("since")) {
    const auto since = line.duration("since", io);
    if (!since) return exit_usage;
    query.since_wall = engine::real_clock().wall_ms() - *since;
  }
  const auto config = words.size() > 1 ? words[1] : std::string{};
  const auto path = state_path(line, config, io);
  if (path.empty()) return config.empty() ? exit_usage : exit_failed;
  if (action == "verify") return verify(line, path, noted, io);
  if (action == "export") return print(line, path, query, true, io);
  query.limit = line.number("limit");
  return print(line, path, query, line.has("json"), io);
}

}  // namespace watchpost::cli
