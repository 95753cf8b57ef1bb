// host_sim check: one poll, one line, one exit code, as the monitoring-plugins guidelines want it.
#include "cli/session.h"
#include "cli/settings_args.h"
#include "engine/duration.h"
#include "engine/json_text.h"
#include "engine/outcome_json.h"
#include "engine/perfdata.h"
#include "engine/text.h"
#include "engine/type_view.h"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>
#include <thread>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
constexpr int exit_unknown = 3;

// The answer, also when there is none: always one line on standard output.
int answer(const engine::outcome& found, const std::string& type, const std::string& instance, bool as_json,
           console& io) {
  if (as_json) {
    boost::json::object out{{"instance", instance}, {"type", type}};
    for (auto& [key, value] : engine::to_json(found)) out[key] = value;
    out["exit_code"] = engine::exit_code(found.state);
    io.out << engine::json_text(out) << "\n";
  } else {
    io.out << engine::status_line(type, found) << "\n";
  }
  io.out.flush();
  return engine::exit_code(found.state);
}

engine::outcome unknown(std::string why) {
  engine::outcome out;
  out.verdict = "error";
  out.summary = std::move(why);
  return out;
}

// Another check may hold the state for a moment.
engine::expected<engine::store_ptr> open_patiently(const std::string& path,
                                                   std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto opened = engine::open_store(path);
    if (opened || opened.error().status != WP_E_BUSY || std::chrono::steady_clock::now() >= until)
      return opened;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

// The same settings have the same name in every run; secrets do not count.
std::string stable_name(const std::string& type, const std::string& host,
                        const std::vector<engine::setting>& settings) {
  std::uint32_t hash = 2166136261u;  // FNV-1a
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    hash = (hash ^ 0xFFu) * 16777619u;
  };
  for (const auto& s : settings) {
    add(s.key);
    if (!s.secret) add(s.value);
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = type + "-";
  for (int shift = 28; shift >= 0; shift -= 4) out += digits[(hash >> shift) & 0xFu];
  return host.empty() ? out : out + "@" + host;
}

command_line check_options() {
  command_line line(
      "check", "TYPE key=value ...",
      "Polls once and answers as the monitoring-plugins guidelines want it: "
      "one line with performance data on\n"
      "standard output, and the exit code. Secrets need not stand in the argument list: key=@env:NAME or\n"
      "key=@file:PATH. Values that do stand there are overwritten at once, so that ps does not show them.\n"
      "A value that begins with @ is written with @@.",
      "host_sim check email_monitor -H mail.example.org "
      "smtp.to=probe@example.org smtp.from=probe@example.org \\\n"
      "      mail.username=probe mail.password=@file:/etc/watchpost/probe.pw "
      "--state /var/lib/watchpost/probe.db");
  line.exit_codes(
      "0: OK or PENDING.  1: WARNING.  2: CRITICAL.  3: UNKNOWN, also for wrong settings or arguments.");
  line.usage_code(exit_unknown);
  line.add()("hostname,H", po::value<std::string>()->value_name("ADDRESS"),
             "the device: %Device.Address and %Device.HostName")(
      "timeout,t", po::value<std::string>()->value_name("TIME")->default_value("60s"),
      "the answer is there by then")(
      "state", po::value<std::string>()->value_name("FILE"),
      "keep the monitor's state there between runs; without it, it is forgotten")(
      "instance", po::value<std::string>()->value_name("NAME"),
      "name of the state in that file; made from the settings otherwise")("json", "the answer as JSON");
  add_common_options(line);
  line.positional("setting", -1);
  return line;
}

}  // namespace

int run_check(const std::vector<std::string>& args, console& io) {
  auto line = check_options();
  if (const auto end = line.parse(args, io)) return *end;
  auto words = line.texts("setting");
  if (words.empty()) return line.refuse(io, "the TYPE is missing");
  const auto type = words.front();
  words.erase(words.begin());
  const bool as_json = line.has("json");
  std::string instance = line.text("instance");
  const auto fail = [&](const std::string& why) {
    io.err << "host_sim check: " << why << "\n";
    return answer(unknown(why), type, instance, as_json, io);
  };

  const auto timeout = line.duration("timeout", io);
  if (!timeout) return exit_unknown;
  const auto log = open_log(line, io, engine::log_level::error);
  if (!log) return exit_unknown;
  auto given = parse_settings(words);
  if (!given) return fail(to_text(given.error()));
  for (const auto& warning : given->warnings) io.err << "warning: " << warning << "\n";

  engine::catalogue plugins(*log);
  find_plugins(plugins, line);
  const auto* offered = plugins.find(type);
  if (offered == nullptr) return fail(plugins.unknown_type(type));
  const engine::type_view described(*offered->type);
  for (auto& s : given->settings) {
    const auto* param = described.find(s.key);
    s.secret = s.secret || (param != nullptr && param->secret());
  }

  const auto host = line.text("hostname");
  if (instance.empty()) instance = stable_name(type, host, given->settings);
  auto state = line.has("state")
                   ? open_patiently(line.text("state"),
                                    std::chrono::milliseconds(std::min<std::int64_t>(*timeout, 10'000)))
                   : engine::expected<engine::store_ptr>(engine::open_memory_store());
  if (!state) return fail(to_text(state.error()));

  engine::real_clock time;
  engine::engine_options how;
  how.program = program;
  engine::engine host_engine({time, **state, *log, plugins}, how);
  engine::monitor_settings monitor;
  monitor.name = instance;
  monitor.type = type;
  monitor.interval_ms = 0;
  monitor.timeout_ms = *timeout;
  monitor.settings = std::move(given->settings);
  const engine::device device{host, host, host, host};
  const auto made = host_engine.apply_one(monitor, host.empty() ? nullptr : &device, instance);
  std::vector<std::string> errors;
  for (const auto& p : made.found) {
    io.err << to_text(p) << "\n";
    if (p.is_error()) errors.push_back(to_text(p).substr(std::string_view("error: ").size()));
  }
  if (!made.done)
    return answer(unknown("settings: " + engine::join(errors, "; ")), type, instance, as_json, io);

  std::optional<engine::outcome> found;
  const auto begun = host_engine.poll_now(instance, [&](const engine::report& r) { found = r.result; });
  if (!begun) return fail(to_text(begun.error()));
  host_engine.run_until([&] { return found.has_value(); },
                        std::chrono::milliseconds(*timeout + how.grace_ms + 1000));
  host_engine.stop();
  return answer(found ? *found : unknown("no answer in time"), type, instance, as_json, io);
}

}  // namespace watchpost::cli
