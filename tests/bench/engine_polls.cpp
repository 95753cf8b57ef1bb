// engine_polls PLUGIN COUNT: that many scheduled polls of one email_monitor on a virtual clock, against a
// sandbox in the same process; the yardstick of python_polls.py. Writes "SECONDS CPU_SECONDS POLLS GOOD" to
// standard output.
#include "engine/engine.h"
#include "sandbox/server.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace {

using namespace watchpost;
using namespace std::chrono_literals;

constexpr const char* user = "probe@sandbox.test";
constexpr const char* password = "secret";
constexpr std::chrono::milliseconds interval = 5min;

class sandbox_time final : public sandbox::time_source {
 public:
  explicit sandbox_time(const engine::clock& of) : of_(of) {}
  sandbox::time_point now() const override {
    return sandbox::time_point(std::chrono::milliseconds(of_.wall_ms()));
  }

 private:
  const engine::clock& of_;
};

struct tally final : engine::sink {
  void completed(const engine::report& what) override {
    ++polls;
    what.result.state == engine::health::ok ? void(++good) : void(last = what.result.summary);
  }
  int polls = 0, good = 0;
  std::string last;
};

double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

engine::monitor_settings monitor(const sandbox::server& mail, const std::string& ca_file) {
  const auto ports = mail.ports();
  engine::monitor_settings m;
  m.name = "mail";
  m.type = "email_monitor";
  m.interval_ms = interval.count();
  const std::pair<const char*, std::string> settings[] = {
      {"smtp.server", mail.host()},
      {"smtp.port", std::to_string(ports.submission)},
      {"smtp.auth", "auto"},
      {"smtp.from", user},
      {"smtp.to", user},
      {"smtp.username", user},
      {"smtp.password", password},
      {"mail.server", mail.host()},
      {"mail.protocol", "imap"},
      {"mail.port", std::to_string(ports.imap_tls)},
      {"mail.tls", "implicit"},
      {"mail.username", user},
      {"mail.password", password},
      {"tls.ca_file", ca_file},
  };
  for (const auto& [key, value] : settings)
    m.settings.push_back({.key = key, .value = value, .table = "monitors.mail", .at = {}});
  return m;
}

int complain(const std::string& why) {
  std::fprintf(stderr, "engine_polls: %s\n", why.c_str());
  return 1;
}

int measure(const char* plugin, int count) {
  engine::virtual_clock time;
  sandbox::options how;
  how.users = {{user, password}};
  how.time = std::make_shared<sandbox_time>(time);
  std::string why;
  const auto mail = sandbox::server::start(how, why);
  if (!mail) return complain(why);
  const auto ca_file = std::filesystem::temp_directory_path() / ("engine_polls." + std::to_string(getpid()));
  if (!mail->write_ca(ca_file)) return complain("cannot write " + ca_file.string());

  engine::null_logger log;
  const auto state = engine::open_memory_store();
  engine::catalogue plugins(log, &time);
  plugins.add_path(plugin);
  engine::engine host({time, *state, log, plugins}, {.spread_ms = 0});
  tally seen;
  host.add_sink(seen);
  engine::configuration config;
  config.monitors.push_back(monitor(*mail, ca_file));
  const auto made = host.apply(config);
  host.advance(time, interval);  // the first polls load code and tables
  if (!made.done || seen.polls == 0) {
    for (const auto& each : made.found) complain(each.key + ": " + each.text);
    return complain("the monitor does not poll");
  }

  seen.polls = seen.good = 0;
  const double cpu = cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  host.advance(time, interval * count);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("%.3f %.3f %d %d\n", took.count(), cpu_seconds() - cpu, seen.polls, seen.good);
  host.stop();
  std::filesystem::remove(ca_file);
  if (seen.good != seen.polls) return complain("a poll went wrong: " + seen.last);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  int count = 0;
  const char* const number = argc == 3 ? argv[2] : "";
  const auto [end, bad] = std::from_chars(number, number + std::strlen(number), count);
  if (bad != std::errc() || *end != '\0' || count < 1) return complain("arguments: PLUGIN COUNT");
  return measure(argv[1], count);
}
