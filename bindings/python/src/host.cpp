#include "host.h"

#include "plugins.h"
#include "services.h"
#include "values.h"

#include <algorithm>

namespace watchpost::python {
namespace {

using steady = std::chrono::steady_clock;

constexpr milliseconds between_looks{50};  // for Ctrl-C
constexpr milliseconds held_up{3'000};     // beyond a caller's limit, until the engine counts as stuck
constexpr milliseconds replacement_limit{2'000};

abi::expected<engine::store_ptr> open_state(const std::string& path) {
  if (path.empty()) return engine::open_memory_store();
  return engine::open_store(path);
}

[[noreturn]] void interrupted() {
  const py::gil_scoped_acquire hold;
  throw py::error_already_set();
}

[[noreturn]] void closed() {
  throw core_error({.status = WP_E_LIFECYCLE, .domain = "engine", .text = "the engine is closed"});
}

/// The engine may be closed before it answers.
template <class T>
T answer_of(std::future<T>& future) {
  try {
    return future.get();
  } catch (const std::future_error&) {
    closed();
  }
}

bool ctrl_c() {
  const py::gil_scoped_acquire hold;
  return PyErr_CheckSignals() != 0;
}

}  // namespace

struct host::sink final : engine::sink {
  void completed(const engine::report& what) override {
    const std::lock_guard lock(mutex);
    all.push_back(what);
  }
  std::mutex mutex;
  std::vector<engine::report> all;
};

// What the engine stands on; kept for ever when its thread does not end.
struct host::parts {
  parts(const options& how, std::shared_ptr<request_queue> to)
      : queue(std::move(to)),
        time(how.time),
        lease(std::make_unique<clock_lease>(time ? std::shared_ptr<engine::clock>(time, &time->clock)
                                                 : nullptr)),
        log(*queue, how.threshold),
        points(*queue) {
    if ((how.services & host::state) != 0) {
      state = std::make_unique<python_store>(*queue);
    } else {
      auto opened = open_state(how.state_path);
      if (!opened) throw core_error(opened.error());
      state = std::move(*opened);
    }
    engine::engine_options as;
    as.program = how.program;
    as.spread_ms = 0;
    as.wait_first = true;
    engine::logger& lines = (how.services & host::log) != 0 ? static_cast<engine::logger&>(log) : silence;
    const bool own_points = (how.services & host::points) != 0;
    core = std::make_unique<engine::engine>(
        engine::engine_parts{time ? static_cast<engine::clock&>(time->clock) : real, *state, lines,
                             *plugins_in_use(), own_points ? &points : nullptr},
        as);
    core->add_sink(results);
    thread = std::make_unique<engine::engine_thread>(*core);
  }

  std::shared_ptr<request_queue> queue;
  std::shared_ptr<virtual_time> time;
  std::unique_ptr<clock_lease> lease;
  engine::real_clock real;
  engine::null_logger silence;
  python_log log;
  python_points points;
  std::unique_ptr<engine::store> state;
  host::sink results;
  std::unique_ptr<engine::engine> core;
  std::unique_ptr<engine::engine_thread> thread;
};

host::host(options how) : how_(std::move(how)), parts_(std::make_unique<parts>(how_, queue_)) {}

host::~host() { stop(milliseconds(900)); }

engine::engine& host::core() { return *parts_->core; }

void host::check_caller() const {
  if (queue_->on_answering_thread())
    throw std::runtime_error("a service, or code that it calls, must not wait for the engine");
}

// With a virtual clock one call at a time lets time pass, in the order of the calls.
host::turn host::take_turn() {
  check_caller();
  turn line(queue_for_turn_, std::defer_lock);
  turn mine(turn_, std::defer_lock);
  if (!how_.time) return mine;
  for (auto* each : {&line, &mine}) {
    while (!each->try_lock_for(between_looks)) {
      if (stopping_) closed();
      if (ctrl_c()) interrupted();
    }
  }
  return mine;
}

void host::gave_up(const std::string& what) const {
  if (stopping_) closed();
  throw too_late(what);
}

// Runs `work` on the engine thread. It must own what it uses: after Ctrl-C it may run later.
template <class Work>
auto host::on_engine(Work work, milliseconds limit) -> std::invoke_result_t<Work&> {
  check_caller();
  using result = std::invoke_result_t<Work&>;
  const auto task = std::make_shared<std::packaged_task<result()>>(std::move(work));
  auto answer = task->get_future();
  {
    const std::lock_guard lock(post_mutex_);
    if (stopped_) closed();
    interrupted_ = false;
    core().post([task] { (*task)(); });
  }
  const auto began = steady::now();
  while (answer.wait_for(between_looks) != std::future_status::ready) {
    if (abandoned_) closed();
    if (steady::now() - began > limit) throw too_late("a plugin holds the thread of the engine");
    if (!ctrl_c()) continue;
    interrupted_ = true;
    interrupted();
  }
  return answer_of(answer);
}

engine::configuration host::with(engine::monitor_settings monitor, const engine::device* target) const {
  auto next = config_;
  std::erase_if(next.monitors, [&](const auto& m) { return m.name == monitor.name; });
  if (target != nullptr) {
    monitor.devices = {target->name};
    next.devices[target->name] = *target;
  }
  next.monitors.push_back(std::move(monitor));
  return next;
}

engine::problems host::change(const engine::configuration& next) {
  const plugins_in_use one_at_a_time;
  auto made = core().apply(next);
  if (made.done) config_ = next;
  return std::move(made.found);
}

engine::problems host::put(engine::monitor_settings monitor, const engine::device* target) {
  const auto where = target != nullptr ? std::optional(*target) : std::nullopt;
  return on_engine([this, monitor = std::move(monitor), where] {
    const auto name = where ? monitor.name + "@" + where->name : monitor.name;
    auto found = change(with(monitor, where ? &*where : nullptr));
    // A former instance of that name has to go first.
    core().run_until(
        [&] {
          const auto* made = core().find(name);
          return made == nullptr || !made->busy();
        },
        replacement_limit);
    return found;
  });
}

engine::problems host::validate(engine::monitor_settings monitor, const engine::device* target) {
  const auto where = target != nullptr ? std::optional(*target) : std::nullopt;
  return on_engine([this, monitor = std::move(monitor), where] {
    const plugins_in_use one_at_a_time;
    engine::configuration alone;
    std::swap(alone, config_);
    auto next = with(monitor, where ? &*where : nullptr);
    std::swap(alone, config_);
    return core().validate(next).found;
  });
}

void host::drop(const std::string& monitor) {
  on_engine([this, monitor] {
    auto next = config_;
    std::erase_if(next.monitors, [&](const auto& m) { return m.name == monitor; });
    change(next);
  });
}

engine::problems host::apply_file(const std::string& path) {
  return on_engine([this, path] {
    auto loaded = engine::load_config(path);
    if (!loaded) return loaded.error();
    for (const auto& each : loaded->config.plugin_paths) plugins_in_use()->add_path(each);
    auto found = change(loaded->config);
    found.insert(found.begin(), loaded->warnings.begin(), loaded->warnings.end());
    return found;
  });
}

std::vector<std::string> host::instances() {
  return on_engine([this] { return core().instances(); });
}

engine::report host::poll(const std::string& instance, milliseconds limit) {
  const auto in_turn = take_turn();
  using answer = std::promise<engine::report>;
  const auto got = std::make_shared<answer>();
  auto future = got->get_future();
  const bool there = on_engine(
      [this, instance, limit, got] {
        const auto seen = std::make_shared<bool>(false);
        const auto begun = core().poll_now(instance, [got, seen](const engine::report& r) {
          *seen = true;
          got->set_value(r);
        });
        if (!begun) throw core_error(begun.error());
        const bool over = !how_.time || pump([seen] { return *seen; }, limit);
        if (how_.time && over) quiet();
        return over;
      },
      limit + held_up);
  const auto until = steady::now() + limit;
  while (there && !stopping_ && future.wait_for(between_looks) != std::future_status::ready &&
         steady::now() < until) {
    if (ctrl_c()) interrupted();
  }
  if (future.wait_for(milliseconds(0)) != std::future_status::ready)
    gave_up(instance + ": no answer within " + std::to_string(limit.count()) + " ms");
  return answer_of(future);
}

void host::poll_async(const std::string& instance, std::int64_t token) {
  on_engine([this, instance, token] {
    const auto begun = core().poll_now(instance, [queue = queue_, token](const engine::report& r) {
      queue->put(
          "engine", "polled", [token, r] { return py::make_tuple(token, to_dict(r)); }, nullptr,
          [](const std::string&, bool) {});
    });
    if (!begun) throw core_error(begun.error());
  });
}

void host::advance(milliseconds by) {
  const auto in_turn = take_turn();
  on_engine([this, by] { pass(by.count()); });
}

bool host::settle(milliseconds limit) {
  const auto in_turn = take_turn();
  return on_engine([this, limit] { return how_.time ? settled(limit) : core().settle(limit); });
}

std::vector<engine::report> host::take_results() {
  const std::lock_guard lock(parts_->results.mutex);
  return std::exchange(parts_->results.all, {});
}

const engine::poller& host::poller_of(const std::string& instance) {
  if (const auto* found = core().find(instance)) return *found;
  throw core_error(core().actions(instance).error());  // says which there are
}

std::optional<engine::report> host::last(const std::string& instance) {
  return on_engine([this, instance] { return poller_of(instance).last(); });
}

std::optional<std::int64_t> host::next_due_wall(const std::string& instance) {
  return on_engine([this, instance]() -> std::optional<std::int64_t> {
    const auto due = poller_of(instance).next_due();
    if (!due) return std::nullopt;
    const auto& clock = core().loop().time();
    return clock.wall_ms() + (*due - clock.mono_ms());
  });
}

std::int64_t host::missed_slots(const std::string& instance) {
  return on_engine([this, instance] { return poller_of(instance).missed_slots(); });
}

std::vector<host::action> host::actions(const std::string& instance) {
  return on_engine([this, instance] {
    const auto found = core().actions(instance);
    if (!found) throw core_error(found.error());
    std::vector<action> all;
    for (const auto& a : *found) all.push_back({a.id, a.help});
    return all;
  });
}

host::probed host::probe(const std::string& instance, const std::string& id, milliseconds timeout) {
  const auto in_turn = take_turn();
  struct progress {
    probed all;
    bool ended = false;
  };
  const auto got = std::make_shared<progress>();
  const auto limit = timeout + milliseconds(3'000);
  return on_engine([this, instance, id, timeout, got, limit] {
    const auto begun = core().probe(
        instance, id, timeout.count(),
        [got](const engine::poll_result& stage) { got->all.stages.push_back(stage); },
        [got](const engine::report& r) {
          got->all.end = r;
          got->ended = true;
        });
    if (!begun) throw core_error(begun.error());
    if (!pump([got] { return got->ended; }, limit))
      gave_up(instance + ": " + id + ": no answer within " + std::to_string(timeout.count()) + " ms");
    return std::move(got->all);
  });
}

void host::notify(const std::string& instance, const engine::event& what, milliseconds limit) {
  const auto in_turn = take_turn();
  struct receipt {
    abi::status failed;
    bool there = false;
  };
  const auto got = std::make_shared<receipt>();
  on_engine([this, instance, what, limit, got] {
    const auto begun = core().notify(instance, what, [got](abi::status failed) {
      got->failed = std::move(failed);
      got->there = true;
    });
    if (!begun) throw core_error(begun.error());
    if (!pump([got] { return got->there; }, limit))
      gave_up(instance + ": the event was not taken within " + std::to_string(limit.count()) + " ms");
    if (how_.time) quiet();
    if (got->failed) throw core_error(*got->failed);
  });
}

void host::raise(engine::event what) {
  on_engine([this, what = std::move(what)] { core().events().raise(what); });
}

bool host::stop(milliseconds limit) {
  const std::lock_guard lock(stop_mutex_);
  {
    const std::lock_guard posting(post_mutex_);
    if (std::exchange(stopped_, true)) return clean_;
  }
  stopping_ = true;
  const auto task =
      std::make_shared<std::packaged_task<bool()>>([this, limit] { return core().stop(limit); });
  auto answer = task->get_future();
  core().post([task] { (*task)(); });
  const auto patience = limit + milliseconds(500);
  // A service that does not answer holds the engine thread: closing the queue frees it.
  if (answer.wait_for(patience) != std::future_status::ready) queue_->close();
  const bool ended = answer.wait_for(patience) == std::future_status::ready;
  clean_ = ended && answer.get();
  if (!ended) {  // a plugin holds the engine thread
    abandoned_ = true;
    queue_->close();
    return false;
  }
  parts_->thread.reset();
  parts_->core.reset();
  parts_->state.reset();
  parts_->lease.reset();
  queue_->close();
  return clean_;
}

}  // namespace watchpost::python
