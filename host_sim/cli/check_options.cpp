#include "cli/check_options.h"

#include "cli/session.h"
#include "engine/duration.h"
#include "engine/text.h"

#include <algorithm>

namespace watchpost::cli {
namespace po = boost::program_options;
namespace {

// Counts how often its option was given.
struct verbosity {
  int level = 0;
};

// Found by program_options.
void validate(boost::any& held, const std::vector<std::string>&, verbosity*, int) {
  auto now = held.empty() ? verbosity{} : boost::any_cast<verbosity>(held);
  ++now.level;
  held = now;
}

bool is_metric(const engine::type_view& type, std::string_view key) {
  return std::any_of(type.metrics.begin(), type.metrics.end(),
                     [&](const wp_metric* m) { return m->key != nullptr && key == m->key; });
}

}  // namespace

command_line check_options() {
  command_line line(
      "check", "TYPE key=value ...",
      "Polls once and answers as the monitoring-plugins guidelines want it: one line with performance data on\n"
      "standard output, and the exit code. Secrets need not stand in the argument list: key=@env:NAME or\n"
      "key=@file:PATH. Values that do stand there are overwritten at once, so that ps does not show them.\n"
      "A value that begins with @ is written with @@.",
      "host_sim check email_monitor -H mail.example.org "
      "smtp.to=probe@example.org smtp.from=probe@example.org \\\n"
      "      mail.username=probe mail.password=@file:/etc/watchpost/probe.pw -t 50 -w 10 -c 30");
  line.exit_codes(
      "0: OK or PENDING.  1: WARNING.  2: CRITICAL.  3: UNKNOWN, also for wrong settings or arguments, after a\n"
      "  signal, and for --help and --version.");
  line.usage_codes(exit_unknown, exit_unknown);
  const auto ranges = [] { return po::value<std::vector<std::string>>()->value_name("[METRIC=]RANGE"); };
  line.add()("hostname,H", po::value<std::string>()->value_name("ADDRESS"),
             "the device: %Device.Address and %Device.HostName")(
      "timeout,t", po::value<std::string>()->value_name("TIME")->default_value("60s"),
      "the answer is there by then: seconds, or 500ms, 30s, 1m30s")(
      "warning,w", ranges(),
      "WARNING when a metric is outside of that (10, 10:, ~:10, 10:20; @10:20: inside); "
      "without METRIC= it is the first one of the type, of email_monitor the time of delivery. May be repeated")(
      "critical,c", ranges(), "CRITICAL, likewise")(
      "state", po::value<std::string>()->value_name("FILE"),
      "keep the monitor's state there between runs; without it, each run stands for itself")(
      "instance", po::value<std::string>()->value_name("NAME"),
      "name of the state in that file; made from servers, account and addresses otherwise")(
      "json", "the answer as JSON")("verbose,v", po::value<verbosity>()->zero_tokens(),
                                    "facts on standard error; -vv: with the log; -vvv: all of it")(
      "version,V", "the version");
  add_common_options(line);
  line.positional("setting", -1);
  return line;
}

std::optional<std::int64_t> timeout_of(const command_line& line) {
  const auto text = line.text("timeout");
  const bool plain = text.find_first_not_of("0123456789") == std::string::npos;
  const auto ms = engine::parse_duration(plain ? text + "s" : text);
  return ms && *ms > 0 ? ms : std::nullopt;
}

int verbosity_of(const command_line& line) {
  return line.has("verbose") ? line.value<verbosity>("verbose").level : 0;
}

std::optional<std::vector<engine::threshold>> thresholds_of(const command_line& line,
                                                            const engine::type_view& type, std::string& why) {
  std::vector<engine::threshold> out;
  for (const auto& [option, state] :
       {std::pair("warning", engine::health::warning), std::pair("critical", engine::health::critical)}) {
    for (const auto& text : line.texts(option)) {
      const auto equals = text.find('=');
      std::string metric = equals != std::string::npos ? text.substr(0, equals)
                           : type.metrics.empty()      ? std::string()
                                                       : type.metrics.front()->key;
      const auto limit = engine::parse_range(equals == std::string::npos ? text : text.substr(equals + 1));
      const auto given = std::string("--") + option + " = " + engine::in_quotes(text) + ": ";
      if (!limit) {
        why = given + "no range; write 10, 10:, ~:10, 10:20 or @10:20";
        return std::nullopt;
      }
      if (!is_metric(type, metric)) {
        std::vector<std::string> known;
        for (const auto* m : type.metrics) known.emplace_back(m->key);
        why = given + std::string(type.id) + " has no metric " + engine::in_quotes(metric) +
              engine::did_you_mean(metric, known) + "; there are: " + engine::join(known);
        return std::nullopt;
      }
      out.push_back({state, std::move(metric), *limit});
    }
  }
  return out;
}

}  // namespace watchpost::cli
