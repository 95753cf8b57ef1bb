// host_sim demo: a mail server, three monitors, a loss and a recovery, and a plant operated by mail, live.
#include "cli/demo_plant.h"
#include "cli/demo_stage.h"
#include "cli/demo_story.h"
#include "cli/live_table.h"
#include "cli/result_lines.h"
#include "cli/session.h"
#include "cli/signals.h"

#include <algorithm>
#include <atomic>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
using engine::log_level;

constexpr std::size_t extra_seconds = 20;  // for a slow machine

// Results as a table or as lines, and the remarks of the story between them.
struct live_show {
  live_show(console& io, engine::engine& host, table_logger& above, bool as_json) : io_(io), json_(as_json) {
    if (io.live && !as_json) {
      table_ = std::make_unique<live_table>(io.out, host.loop(), io.colour);
      above.attach(table_.get());
      host.add_sink(*table_);
    } else {
      lines_ = std::make_unique<line_sink>(io.out, as_json ? line_sink::form::json : line_sink::form::brief);
      host.add_sink(*lines_);
    }
  }
  void tell(const std::string& text) {
    if (table_) return table_->note("* " + text);
    (json_ ? io_.err : io_.out) << "* " << text << std::endl;
  }
  void finish() {
    if (table_) table_->finish();
  }

 private:
  console& io_;
  bool json_;
  std::unique_ptr<live_table> table_;
  std::unique_ptr<line_sink> lines_;
};

}  // namespace

int run_demo(const std::vector<std::string>& args, console& io) {
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
  if (const auto end = line.parse(args, io)) return *end;
  const auto opened_log = open_log(line, io, log_level::warning);
  if (!opened_log) return exit_usage;
  const bool as_json = line.has("json");
  table_logger above(log_level::warning);
  engine::logger& log =
      io.live && !as_json && !line.has("log-file") ? static_cast<engine::logger&>(above) : *opened_log;

  std::atomic<engine::engine*> running{nullptr};
  std::atomic<bool> interrupted{false};
  signal_watch signals(
      [&] {
        interrupted = true;
        if (auto* host = running.load()) host->request_stop();
      },
      [] {});

  engine::catalogue plugins(log);
  find_plugins(plugins, line);
  for (const char* type : {"email_monitor", "mail_command"}) {
    if (plugins.find(type) != nullptr) continue;
    io.err << "host_sim demo: " << plugins.unknown_type(type)
           << "; name the folder of the plugin with --plugin-dir\n";
    return exit_failed;
  }
  auto stage = demo_stage::build();
  if (!stage) {
    io.err << "host_sim demo: " << to_text(stage.error()) << "\n";
    return exit_failed;
  }
  auto& scenery = **stage;
  if (line.has("keep")) scenery.keep();
  const auto config = load(scenery.config_file(), io);
  if (!config) return exit_failed;
  auto state = engine::open_store(*config->state_path);
  if (!state) {
    io.err << "host_sim demo: " << to_text(state.error()) << "\n";
    return exit_failed;
  }

  engine::real_clock time;
  engine::engine_options how;
  how.program = program;
  how.spread_ms = 300;
  engine::engine host({time, **state, log, plugins}, how);
  live_show shown(io, host, above, as_json);
  const auto until = time.mono_ms() + static_cast<std::int64_t>(line.number("seconds")) * 1000;
  bool complete = false;
  sandbox::rule_id rule = 0;
  demo_story story({"imap@sandbox", "pop3@sandbox"}, "unlucky@sandbox",
                   {[&] { rule = scenery.mail().drop_recipient("unlucky@sandbox.test"); },
                    [&] { scenery.mail().remove_rule(rule); },
                    [&](const std::string& text) { shown.tell(text); }, [&] { complete = true; }});
  host.add_sink(story);
  const auto made = host.apply(*config);
  if (!made.done) {  // it is hasty on purpose: warnings are of no use
    tell(io, made.found);
    return exit_failed;
  }
  shown.tell("three monitors of one mail server, polled every three seconds, and a plant; settings: " +
             scenery.config_file());
  demo_plant plant(scenery.mail(), host.points(), scenery.operator_password(),
                   [&](const std::string& text) { shown.tell(text); });

  std::function<void()> look = [&] {
    const auto now = time.mono_ms();
    const bool over = now >= until + static_cast<std::int64_t>(extra_seconds) * 1000;
    plant.look();
    if (over || (complete && plant.complete() && now >= until)) return host.request_stop();
    host.loop().at(now + 200, look);
  };
  look();
  running = &host;
  if (!interrupted) host.run();
  running = nullptr;
  host.stop(std::chrono::milliseconds(800));
  shown.finish();
  above.attach(nullptr);

  auto& to = as_json ? io.err : io.out;
  to << "\n";
  for (const auto& each : story.summary()) to << each << "\n";
  to << plant.summary() << "\n";
  const auto count = scenery.mail().count();
  to << "mail server: " << count.accepted << " mails accepted, " << count.delivered << " delivered, "
     << count.dropped << " dropped\n";
  if (line.has("keep")) to << "kept: " << scenery.folder() << "\n";
  complete = complete && plant.complete();
  to << (complete      ? "All of it happened as it should.\n"
         : interrupted ? "Interrupted.\n"
                       : "Not all of it happened.\n");
  return complete ? exit_done : exit_failed;
}

}  // namespace watchpost::cli
