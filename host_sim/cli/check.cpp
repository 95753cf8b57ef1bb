// host_sim check: one poll, one line, one exit code, as the monitoring-plugins guidelines want it.
#include "cli/check_options.h"
#include "cli/session.h"
#include "cli/settings_args.h"
#include "cli/signals.h"
#include "engine/instance_name.h"
#include "engine/json_text.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"
#include "engine/text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>

namespace watchpost::cli {
namespace {

constexpr const char* interrupted = "ended by a signal before there was a verdict";

engine::poll_result unknown(std::string why) {
  engine::poll_result out;
  out.verdict = "error";
  out.summary = std::move(why);
  return out;
}

// A signal, for the thread that works: whatever waits ends soon.
class interruption {
 public:
  void raise() {
    const std::lock_guard lock(mutex_);
    raised_ = true;
    if (working_ != nullptr) working_->post([] {});  // wakes run_until()
  }
  bool raised() const { return raised_; }

  /// While it lives a signal wakes the engine.
  class waker {
   public:
    waker(interruption& of, engine::engine& working) : of_(of) { of_.wake(&working); }
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;
    ~waker() { of_.wake(nullptr); }

   private:
    interruption& of_;
  };

 private:
  void wake(engine::engine* working) {
    const std::lock_guard lock(mutex_);
    working_ = working;
  }

  std::mutex mutex_;
  std::atomic<bool> raised_{false};
  engine::engine* working_ = nullptr;
};

// Another check may hold the state for a moment.
abi::expected<engine::store_ptr> open_patiently(const std::string& path, std::chrono::milliseconds patience,
                                                const interruption& signal) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto opened = engine::open_store(path);
    const bool busy = !opened && opened.error().status == WP_E_BUSY;
    if (!busy || signal.raised() || std::chrono::steady_clock::now() >= until) return opened;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

class one_check {
 public:
  one_check(const std::vector<std::string>& args, console& io)
      : io_(io), as_json_(std::find(args.begin(), args.end(), "--json") != args.end()) {}

  int run(const std::vector<std::string>& args) {
    line_.on_refusal([this](const std::string& why) { answer(unknown(why)); });
    if (const auto end = line_.parse(args, io_)) return *end;
    if (line_.has("version")) {
      io_.out << io_.name << " " << version << "\n";
      return exit_unknown;
    }
    signal_watch signals([this] { signal_.raise(); }, [this] { signal_.raise(); });
    return checked();
  }

  /// The answer, also when there is none: always one line on standard output.
  int answer(const engine::poll_result& found) {
    if (as_json_) {
      boost::json::object out{{"instance", instance_}, {"type", type_}};
      for (auto& [key, value] : engine::to_json(found)) out[key] = value;
      out["exit_code"] = engine::exit_code(found.state);
      io_.out << engine::json_text(out) << "\n";
    } else {
      io_.out << engine::status_line(type_.empty() ? "check" : type_, found) << "\n";
    }
    io_.out.flush();
    return engine::exit_code(found.state);
  }

  int fail(const std::string& why) {
    io_.err << io_.name << " check: " << engine::one_line(why) << "\n";
    return answer(unknown(why));
  }

 private:
  int checked() {
    auto words = line_.texts("setting");
    if (words.empty()) return line_.refuse(io_, "the TYPE is missing");
    type_ = words.front();
    words.erase(words.begin());
    const auto timeout = timeout_of(line_);
    if (!timeout)
      return line_.refuse(io_,
                          "--timeout = " + engine::in_quotes(line_.text("timeout")) +
                              ": not a duration; write seconds, or a number and a unit: 500ms, 30s, 1m30s");
    verbosity_ = verbosity_of(line_);
    const auto quiet = verbosity_ > 2   ? engine::log_level::debug
                       : verbosity_ > 1 ? engine::log_level::info
                                        : engine::log_level::error;
    const auto log = open_log(line_, io_, quiet);
    if (!log) return exit_unknown;
    const auto given = parse_settings(words);
    if (!given) return fail(to_text(given.error()));
    for (const auto& warning : given->warnings) io_.err << "warning: " << warning << "\n";

    engine::catalogue plugins(*log);
    find_plugins(plugins, line_);
    const auto* offered = plugins.find(type_);
    if (offered == nullptr) return fail(plugins.unknown_type(type_));
    const engine::type_view described(*offered->type);
    std::string why;
    const auto thresholds = thresholds_of(line_, described, why);
    if (!thresholds) return line_.refuse(io_, why);

    engine::monitor_settings monitor;
    monitor.name = monitor.type = type_;
    monitor.interval_ms = 0;
    monitor.timeout_ms = *timeout;
    for (auto s : given->settings) {
      const auto* param = described.find(s.key);
      s.secret = s.secret || (param != nullptr && param->secret());
      monitor.settings.push_back(std::move(s));
    }
    return polled(std::move(monitor), plugins, *log, *thresholds);
  }

  int polled(engine::monitor_settings monitor, engine::catalogue& plugins, engine::logger& log,
             const std::vector<engine::threshold>& thresholds) {
    const auto host = line_.text("hostname");
    const engine::device device{host, host, host, host};
    const auto* target = host.empty() ? nullptr : &device;
    instance_ = line_.text("instance");
    if (instance_.empty())
      instance_ = engine::instance_name(engine::bind_one(monitor, target, plugins).instances.front());
    monitor.name = instance_;

    const auto begun = std::chrono::steady_clock::now();
    std::chrono::milliseconds timeout(monitor.timeout_ms);
    auto state = line_.has("state")
                     ? open_patiently(line_.text("state"), std::min(timeout, longest_wait), signal_)
                     : abi::expected<engine::store_ptr>(engine::open_memory_store());
    if (signal_.raised()) return answer(unknown(interrupted));
    if (!state) return fail(to_text(state.error()));
    timeout -=
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    timeout = std::max(timeout, std::chrono::milliseconds(1));
    monitor.timeout_ms = timeout.count();
    engine::real_clock time;
    engine::engine_options options;
    options.program = program;
    options.keeps_state = line_.has("state");
    engine::engine working({time, **state, log, plugins}, options);
    const interruption::waker awake(signal_, working);
    auto found =
        result_of(working, monitor, target, timeout + std::chrono::milliseconds(options.grace_ms + 1000));
    working.stop();
    for (const auto& each : thresholds) engine::apply(each, found);
    if (verbosity_ > 0) {
      for (const auto& f : found.facts) io_.err << f.key << ": " << f.value << "\n";
    }
    return answer(found);
  }

  engine::poll_result result_of(engine::engine& working, const engine::monitor_settings& monitor,
                                const engine::device* target, std::chrono::milliseconds limit) {
    const auto made = working.apply_one(monitor, target, instance_);
    std::vector<std::string> errors;
    for (const auto& p : made.found) {
      io_.err << to_text(p) << "\n";
      if (p.is_error()) errors.push_back(to_text(p).substr(std::string_view("error: ").size()));
    }
    if (!made.done) return unknown("settings: " + engine::join(errors, "; "));
    const auto found = std::make_shared<std::optional<engine::poll_result>>();
    const auto begun = working.poll_now(instance_, [found](const engine::report& r) { *found = r.result; });
    if (!begun) return unknown(to_text(begun.error()));
    working.run_until([&] { return found->has_value() || signal_.raised(); }, limit);
    if (*found) return std::move(**found);
    return unknown(signal_.raised() ? interrupted : "no answer in time");
  }

  static constexpr std::chrono::milliseconds longest_wait{10'000};  // for the state

  console& io_;
  const bool as_json_;
  command_line line_ = check_options();
  interruption signal_;
  int verbosity_ = 0;
  std::string type_, instance_;
};

}  // namespace

int run_check(const std::vector<std::string>& args, console& io) {
  one_check one(args, io);
  try {
    return one.run(args);
  } catch (const std::exception& why) {
    return one.fail(why.what());
  }
}

}  // namespace watchpost::cli
