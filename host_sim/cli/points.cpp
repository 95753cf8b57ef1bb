// host_sim points: the control points of a settings file; looked at also while host_sim run is at work.
#include "cli/points_view.h"
#include "cli/session.h"
#include "engine/outbox.h"
#include "engine/points/point_text.h"
#include "engine/points/simulated_points.h"
#include "engine/text.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <ostream>
#include <thread>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
using namespace std::chrono_literals;

constexpr const char* key_owner = "/cli";  // no monitor can have this name

struct queued_events final : engine::event_sink {
  explicit queued_events(engine::store& to) : state(to) {}
  void raise(engine::event what) override { state.events().raise(std::move(what), nullptr); }
  void nudge() override {}
  engine::store& state;
};

command_line points_options() {
  command_line line(
      "points", "list|get|set|watch CONFIG [POINT [VALUE]]",
      "Looks at the control points of a settings file, or operates one. list and watch take a pattern\n"
      "(pump*). list, get and watch may be used beside host_sim run; set needs the database for itself.\n"
      "set operates an output by all the rules of the host, and gives an input the value by hand until\n"
      "--release. A negative value stands behind --.",
      "host_sim points set watchpost.toml pump1 on");
  line.add()("state", po::value<std::string>()->value_name("FILE"),
             "the database, instead of `state` in the settings file")(
      "json", "one JSON object per point or change")("dry-run", "set: only checks")(
      "confirm", "set: the confirmation that a point may demand")(
      "second", po::value<std::string>()->value_name("NAME"),
      "set: the second person that a point may demand")("release", "set: gives an input back to its source")(
      "every", po::value<std::string>()->value_name("TIME")->default_value("1s"),
      "watch: how often it looks")("for", po::value<std::string>()->value_name("TIME"),
                                   "watch: ends after that time");
  line.positional("words", 4);
  line.exit_codes("0: done.  1: not done, the reason is on standard error.  2: wrong command line.");
  return line;
}

std::string no_point(const engine::configuration& config, const std::string& id) {
  std::vector<std::string> ids;
  for (const auto& p : config.points) ids.push_back(p.what.id);
  return "there is no point " + engine::in_quotes(id) + engine::did_you_mean(id, ids);
}

int list(const command_line& line, const engine::configuration& config, const std::string& path,
         const std::string& pattern, bool one, console& io) {
  const auto all = look_at_points(config, path, pattern);
  if (!all) return line.fail(io, to_text(all.error()));
  if (all->empty())
    return line.fail(io, one ? no_point(config, pattern) : "no point matches " + engine::in_quotes(pattern));
  if (line.has("json")) {
    for (const auto& p : *all) io.out << point_json(p) << "\n";
  } else if (one) {
    io.out << point_line(all->front()) << "\n";
  } else {
    for (const auto& text : point_lines(*all)) io.out << text << "\n";
  }
  return exit_done;
}

int watch(const command_line& line, const engine::configuration& config, const std::string& path,
          const std::string& pattern, console& io) {
  const auto every = line.duration("every", io);
  if (!every) return exit_usage;
  std::optional<std::int64_t> limit;
  if (line.has("for") && !(limit = line.duration("for", io))) return exit_usage;
  const auto pause = std::chrono::milliseconds(std::max<std::int64_t>(*every, 100));
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit.value_or(0));
  std::map<std::string, point::sample> known;
  while (true) {
    const auto all = look_at_points(config, path, pattern);
    if (!all) return line.fail(io, to_text(all.error()));
    if (all->empty()) return line.fail(io, "no point matches " + engine::in_quotes(pattern));
    for (const auto& p : *all) {
      auto shown = p.now;
      shown.at_ms = 0;
      const auto [former, fresh] = known.try_emplace(p.what.id, shown);
      if (!fresh && former->second == shown) continue;
      former->second = shown;
      io.out << (line.has("json") ? point_json(p) : point_line(p)) << std::endl;
    }
    if (limit && std::chrono::steady_clock::now() + pause > end) return exit_done;
    std::this_thread::sleep_for(pause);
  }
}

point::origin local_user(const command_line& line) {
  const char* name = std::getenv("USER");  // NOLINT(concurrency-mt-unsafe): nobody calls setenv
  return {"cli", name != nullptr && *name != '\0' ? name : "local", "local", "", line.text("second")};
}

// Turns the loop until there is an answer.
point::operated operate(engine::event_loop& loop, engine::simulated_points& board, point::operation what,
                        abi::error& failed) {
  std::optional<abi::expected<point::operated>> came;
  board.operate(key_owner, std::move(what),
                [&](abi::expected<point::operated> c) { came.emplace(std::move(c)); });
  loop.run_until([&] { return came.has_value(); }, 10min);
  if (came && *came) return **came;
  failed = came ? came->error() : abi::error{.status = WP_E_TIMEOUT, .domain = "points", .text = "no answer"};
  return {};
}

int set(const command_line& line, const engine::configuration& config, const std::string& path,
        const std::string& id, const std::optional<std::string>& text, console& io) {
  const auto spec = std::find_if(config.points.begin(), config.points.end(),
                                 [&](const auto& p) { return p.what.id == id; });
  if (spec == config.points.end()) return line.fail(io, no_point(config, id));
  const auto value = text ? point::parse(spec->what, *text) : std::nullopt;
  if (text && !value)
    return line.fail(io, engine::in_quotes(*text) + " is not a value of " + engine::in_quotes(id) +
                             ", which is " + std::string(name(spec->what.kind)));
  engine::real_clock time;
  engine::null_logger log;
  auto state = engine::open_store(path);
  if (!state) return line.fail(io, to_text(state.error()));
  queued_events events(**state);
  engine::event_loop loop(time);
  engine::simulated_points board({loop, **state, log, &events});
  if (const auto loaded = board.load(); !loaded) return line.fail(io, to_text(loaded.error()));
  board.become(config.points);
  if (!spec->what.output || !value) {
    if (line.has("dry-run")) return exit_done;
    const auto forced = board.force(id, value, nullptr);
    if (!forced) return line.fail(io, to_text(forced.error()));
  } else {
    abi::error failed{.status = WP_OK};
    const auto came = operate(loop, board,
                              {.point = id,
                               .value = *value,
                               .key = std::to_string(time.wall_ms()),
                               .dry_run = line.has("dry-run"),
                               .confirmed = line.has("confirm"),
                               .origin = local_user(line)},
                              failed);
    if (failed.status != WP_OK) return line.fail(io, to_text(failed));
    if (came.result == point::result::would) {
      io.out << id << " would be set to " << point::to_text(spec->what, came.asked) << "\n";
      return exit_done;
    }
    if (came.result != point::result::done)
      return line.fail(io, std::string(name(came.result)) + ": " + came.text);
  }
  loop.run_ready();  // the alarms
  (*state)->flush();
  io.out << point_line({spec->what, board.read(id).value_or(point::sample{})}) << "\n";
  return exit_done;
}

}  // namespace

int run_points(const std::vector<std::string>& args, console& io) {
  auto line = points_options();
  if (const auto end = line.parse(args, io)) return *end;
  const auto words = line.texts("words");
  const std::vector<std::string> verbs{"list", "get", "set", "watch"};
  if (words.empty() || std::find(verbs.begin(), verbs.end(), words.front()) == verbs.end()) {
    return line.refuse(io, words.empty()
                               ? "say list, get, set or watch"
                               : engine::in_quotes(words.front()) + " is not list, get, set or watch" +
                                     engine::did_you_mean(words.front(), verbs));
  }
  const auto& verb = words.front();
  if (words.size() < 2) return line.refuse(io, "CONFIG is missing");
  const bool needs_point = verb == "get" || verb == "set";
  if (needs_point && words.size() < 3) return line.refuse(io, "POINT is missing");
  if (verb == "set" && (words.size() == 4) == line.has("release"))
    return line.refuse(io, "set takes a VALUE or --release, one of them");
  const auto config = load(words[1], io);
  if (!config) return exit_failed;
  const auto path = line.has("state") ? line.text("state") : config->state_path.value_or("");
  const auto third = words.size() > 2 ? words[2] : "*";
  if (verb == "watch") return watch(line, *config, path, third, io);
  if (verb != "set") return list(line, *config, path, third, verb == "get", io);
  if (path.empty())
    return line.fail(
        io, config->file + " keeps no state; set state = \"watchpost.db\" in it, or name one with --state");
  return set(line, *config, path, third, words.size() == 4 ? std::optional(words[3]) : std::nullopt, io);
}

}  // namespace watchpost::cli
