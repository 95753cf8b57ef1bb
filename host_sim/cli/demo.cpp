// host_sim demo: a mail server, three monitors, a loss and a recovery, and a plant operated by mail, live.
#include "cli/demo_plant.h"
#include "cli/demo_stage.h"
#include "cli/demo_story.h"
#include "cli/host_run.h"
#include "cli/result_display.h"
#include "cli/session.h"

#include <functional>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
using std::chrono::milliseconds;

constexpr milliseconds extra_time{20'000};  // for a slow machine
constexpr milliseconds check_interval{200};

command_line demo_options() {
  command_line line(
      "demo", "",
      "Starts a mail server inside this process and monitors it over IMAP and over POP3. "
      "The mail of a third monitor\n"
      "is lost for a while: it goes lost and recovers. A plant is operated by mail, and refuses a forgery.\n"
      "Nothing leaves this machine.",
      "host_sim demo --seconds 25");
  line.add()("seconds", po::value<std::size_t>()->value_name("N")->default_value(25),
             "how long it takes, if all goes well")(
      "keep", "keep the folder with the settings file and the database")("json",
                                                                         "one JSON object per result");
  add_common_options(line);
  line.exit_codes(
      "0: everything happened as told.  1: it did not, the summary says what.  2: wrong command line.");
  return line;
}

// The type that no plugin offers.
std::optional<std::string> missing_type(const engine::catalogue& plugins) {
  for (const char* type : {"email_monitor", "mail_command"}) {
    if (plugins.find(type) == nullptr) return type;
  }
  return std::nullopt;
}

std::optional<line_sink::form> line_form(const command_line& line, const console& io) {
  if (line.has("json")) return line_sink::form::json;
  if (!io.live) return line_sink::form::brief;
  return std::nullopt;
}

// What happens in the demo, and whether all of it happened. On the engine's thread.
class demo_play {
 public:
  // All of them outlive it.
  demo_play(demo_stage& stage, engine::engine& host, engine::clock& time, result_display& display)
      : stage_(stage), host_(host), time_(time), display_(display) {
    host.add_sink(story_);
  }

  // Behind apply(). The host stops after `least` when all has happened, or `extra_time` later.
  void begin(milliseconds least) {
    remark("three monitors of one mail server, polled every three seconds, and a plant; settings: " +
           stage_.config_file());
    end_ms_ = time_.mono_ms() + least.count();
    check();
  }

  bool complete() const { return story_.complete() && plant_.complete(); }

  void summarize(std::ostream& out) const {
    for (const auto& line : story_.summary()) out << line << "\n";
    out << plant_.summary() << "\n";
    const auto count = stage_.mail().count();
    out << "mail server: " << count.accepted << " mails accepted, " << count.delivered << " delivered, "
        << count.dropped << " dropped\n";
  }

 private:
  void remark(const std::string& text) { display_.remark("* " + text); }

  void check() {
    const auto now = time_.mono_ms();
    plant_.check();
    const bool time_is_up = now >= end_ms_ + extra_time.count();
    if (time_is_up || (complete() && now >= end_ms_)) return host_.request_stop();
    host_.loop().at(now + check_interval.count(), [this] { check(); });
  }

  demo_stage& stage_;
  engine::engine& host_;
  engine::clock& time_;
  result_display& display_;
  std::int64_t end_ms_ = 0;
  sandbox::rule_id loss_ = 0;
  demo_story story_{{"imap@sandbox", "pop3@sandbox"},
                    "unlucky@sandbox",
                    {.drop_mail = [this] { loss_ = stage_.mail().drop_recipient("unlucky@sandbox.test"); },
                     .deliver_mail = [this] { stage_.mail().remove_rule(loss_); },
                     .tell = [this](const std::string& text) { remark(text); }}};
  demo_plant plant_{stage_.mail(), host_.points(), stage_.operator_password(),
                    [this](const std::string& text) { remark(text); }};
};

}  // namespace

int run_demo(const std::vector<std::string>& args, console& io) {
  auto line = demo_options();
  if (const auto end = line.parse(args, io)) return *end;
  const auto lines = line_form(line, io);
  display_log log(open_log(line, io, engine::log_level::warning), !lines && !line.has("log-file"));
  if (!log.usable()) return exit_usage;
  host_run run;

  engine::catalogue plugins(log.target());
  find_plugins(plugins, line);
  if (const auto type = missing_type(plugins))
    return line.fail(io, plugins.unknown_type(*type) + "; name the folder of the plugin with --plugin-dir");
  const auto stage = demo_stage::build();
  if (!stage) return line.fail(io, to_text(stage.error()));
  if (line.has("keep")) (*stage)->keep();
  const auto config = load((*stage)->config_file(), io);
  if (!config) return exit_failed;
  const auto state = engine::open_store(*config->state_path);
  if (!state) return line.fail(io, to_text(state.error()));

  engine::real_clock time;
  engine::engine_options options;
  options.program = program;
  options.spread_ms = 300;
  engine::engine host({time, **state, log.target(), plugins}, options);
  auto& text = line.has("json") ? io.err : io.out;
  result_display display(host, log, io, lines, text);
  demo_play play(**stage, host, time, display);
  const auto applied = host.apply(*config);
  if (!applied.done) {  // it is hasty on purpose: warnings are of no use
    tell(io, applied.found);
    return exit_failed;
  }
  play.begin(std::chrono::seconds(line.number("seconds")));
  run.until_stopped(host);
  host.stop(milliseconds(800));
  display.finish();

  text << "\n";
  play.summarize(text);
  if (line.has("keep")) text << "kept: " << (*stage)->folder() << "\n";
  text << (play.complete()     ? "All of it happened as it should.\n"
           : run.interrupted() ? "Interrupted.\n"
                               : "Not all of it happened.\n");
  return play.complete() ? exit_done : exit_failed;
}

}  // namespace watchpost::cli
