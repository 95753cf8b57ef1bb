#include "engine/engine.h"

#include "engine/named_files.h"
#include "engine/neighbours.h"
#include "engine/text.h"
#include "engine/type_view.h"

#include <watchpost/service/state.h>

#include <algorithm>

namespace watchpost::engine {
namespace {

bool needs(const wp_type& type, std::string_view service) {
  const auto listed = type_view(type).services;
  return std::find(listed.begin(), listed.end(), service) != listed.end();
}

}  // namespace

engine::engine(engine_parts parts, engine_options options)
    : parts_(parts),
      options_(std::move(options)),
      history_(parts.state, parts.log),
      loop_(parts.time),
      dispatcher_(loop_, parts.state, parts.log,
                  [this](std::string_view name) { return scheduler_.find(name); }),
      points_({loop_, parts.state, parts.log, &dispatcher_}),
      scheduler_(loop_, parts.state, parts.log, sinks_, options_.grace_ms, options_.wait_first,
                 [this](const std::string& name) { dispatcher_.wake(name); }) {
  if (options_.keep_history) sinks_.push_back(&history_);
  sinks_.push_back(&dispatcher_);
}

engine::~engine() {
  if (!stopped_) stop();
}

applied engine::apply(const configuration& config) {
  auto out = take(bind(config, parts_.plugins), config.file, true, &config.points);
  if (out.done) parts_.state.set_bounds({config.history_age_ms, config.history_count});
  return out;
}

applied engine::validate(const configuration& config) {
  return take(bind(config, parts_.plugins), config.file, false, &config.points);
}

applied engine::apply_one(const monitor_settings& monitor, const device* target, const std::string& name) {
  auto one = bind_one(monitor, target, parts_.plugins);
  if (!name.empty() && !one.instances.empty()) one.instances.front().name = name;
  return take(std::move(one), {}, true);
}

applied engine::take(bound wanted, const std::string& file, bool really,
                     const std::vector<point_spec>* points) {
  applied out{false, std::move(wanted.found)};
  std::vector<const instance_spec*> all;
  std::vector<std::string> names;
  for (const auto& spec : wanted.instances) {
    all.push_back(&spec);
    names.push_back(spec.name);
  }
  check_exclusive(all, file, out.found);
  std::vector<scheduler::wanted> list;
  problems patterns;
  for (auto& spec : wanted.instances) {
    const auto* known = scheduler_.find(spec.name);
    std::unique_ptr<runner> live;
    if (known == nullptr || !known->spec().same_settings(spec)) {
      const bool stateful = options_.keeps_state || needs(*spec.type.type, WP_SERVICE_STATE);
      live = runner::make(spec,
                          {parts_.time, stateful ? &parts_.state : nullptr, parts_.log,
                           parts_.points != nullptr ? parts_.points : &points_},
                          loop_, options_.program, file, out.found);
      if (live) patterns.insert(patterns.end(), live->patterns().begin(), live->patterns().end());
      if (live && !really) check_files(live->files(), out.found);
    }
    list.push_back({std::move(spec), std::move(live)});
  }
  // An embedder's own points come and go as he likes.
  if (points != nullptr && parts_.points == nullptr) check_patterns(patterns, *points, names, out.found);
  if (really && points != nullptr && !points->empty()) {
    if (const auto ready = points_.load(); !ready) {
      out.found.push_back({problem::severity::error, file, {}, "points", {}, to_text(ready.error())});
    }
  }
  sort_by_place(out.found);
  if (has_errors(out.found) || !really) {
    out.done = !has_errors(out.found);
    return out;
  }
  stopped_ = false;
  if (points != nullptr) points_.become(*points);
  scheduler_.become(std::move(list), options_.spread_ms);
  std::vector<std::string> notified;
  for (const auto& [name, each] : scheduler_.all()) {
    if (each->live().notified()) notified.push_back(name);
  }
  dispatcher_.subscribe(std::move(notified));
  out.done = true;
  return out;
}

abi::error engine::no_such(std::string_view instance) const {
  const auto known = instances();
  return {.status = WP_E_NOT_FOUND,
          .domain = "engine",
          .text = "there is no instance " + in_quotes(instance) + did_you_mean(instance, known) +
                  (known.empty() ? "" : "; there are: " + join(known))};
}

abi::expected<void> engine::poll_now(std::string_view instance, poller::report_function done,
                                     run_reason reason) {
  auto* found = scheduler_.find(instance);
  if (found == nullptr) return no_such(instance);
  return found->poll_now(reason, std::move(done));
}

abi::expected<void> engine::probe(std::string_view instance, const std::string& action,
                                  std::int64_t timeout_ms, runner::stage_function stage,
                                  poller::report_function done) {
  auto* found = scheduler_.find(instance);
  if (found == nullptr) return no_such(instance);
  return found->probe(action, timeout_ms, std::move(stage), std::move(done));
}

abi::expected<std::vector<wp_action>> engine::actions(std::string_view instance) const {
  auto* found = scheduler_.find(instance);
  if (found == nullptr) return no_such(instance);
  return found->live().actions();
}

abi::expected<void> engine::notify(std::string_view instance, const event& event,
                                   std::function<void(abi::status)> done) {
  auto* found = scheduler_.find(instance);
  if (found == nullptr) return no_such(instance);
  if (!found->receptive() || !found->live().notified()) {
    return abi::error{.status = WP_E_UNSUPPORTED,
                      .domain = "engine",
                      .text = std::string(instance) + (found->live().notified()
                                                           ? ": is not active; see its last result"
                                                           : ": its type takes no events (wp.notifier/1)")};
  }
  const auto begun = found->live().notify(event, std::move(done));
  if (!begun) return begun.error();
  return {};
}

std::vector<std::string> engine::instances() const {
  std::vector<std::string> out;
  for (const auto& [name, unused] : scheduler_.all()) out.push_back(name);
  return out;
}

bool engine::settle(std::chrono::milliseconds limit) {
  return loop_.run_while_busy([this] { return !scheduler_.busy() && !dispatcher_.busy() && !loop_.ready(); },
                              limit);
}

void engine::advance(virtual_clock& time, std::chrono::milliseconds by, std::chrono::milliseconds patience) {
  constexpr std::int64_t step = 1'000;
  const auto target = time.mono_ms() + by.count();
  while (true) {
    const bool settled = settle(patience);
    if (time.mono_ms() >= target) return;
    auto next = std::min(target, loop_.next_timer().value_or(target));
    if (!settled) next = std::min(next, time.mono_ms() + step);
    time.advance_to(std::max(next, time.mono_ms() + 1));
  }
}

bool engine::stop(std::chrono::milliseconds limit) {
  stopped_ = true;
  points_.stop();
  const bool clean = scheduler_.stop(limit);
  parts_.state.flush();
  return clean;
}

}  // namespace watchpost::engine
