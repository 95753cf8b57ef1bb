#include "engine/dispatcher.h"

#include "engine/duration.h"
#include "engine/poller.h"

#include <algorithm>

namespace watchpost::engine {
namespace {

constexpr std::int64_t answer_within = 30'000;
constexpr std::int64_t first_wait = 1'000;
constexpr std::int64_t longest_wait = 300'000;

}  // namespace

dispatcher::dispatcher(event_loop& loop, store& state, logger& log,
                       std::function<poller*(std::string_view)> find)
    : loop_(loop), state_(state), log_(log), find_(std::move(find)), post_(loop.poster()) {}

dispatcher::~dispatcher() {
  for (auto& [name, each] : subscribers_) stop_timer(each);
}

// On the store's thread, which may outlive the dispatcher: `then` is only called on the engine's.
committed dispatcher::stored(std::string record, std::function<void(bool)> then) {
  ++*storing_;
  return [record = std::move(record), then = std::move(then), to = &log_, post = post_,
          storing = storing_](const abi::error* why) {
    if (why != nullptr) to->write(log_level::error, "events", record + " is not stored: " + to_text(*why));
    post([then, storing, good = why == nullptr] {
      --*storing;
      then(good);
    });
  };
}

void dispatcher::raise(event event) {
  auto key = event.key;
  state_.events().raise(std::move(event), stored("event " + key, [this](bool good) {
                          if (good) nudge();
                        }));
}

void dispatcher::nudge() {
  post_([this] {
    std::vector<std::string> names;
    for (const auto& [name, each] : subscribers_) names.push_back(name);
    for (const auto& name : names) wake(name);
  });
}

void dispatcher::subscribe(std::vector<std::string> instances) {
  for (auto it = subscribers_.begin(); it != subscribers_.end();) {
    const bool stays = std::find(instances.begin(), instances.end(), it->first) != instances.end();
    if (!stays) stop_timer(it->second);
    it = stays ? std::next(it) : subscribers_.erase(it);
  }
  for (const auto& name : instances) subscribers_.try_emplace(name);
  state_.events().subscribe(std::move(instances), stored("the list of notifiers", [this](bool) { nudge(); }));
}

void dispatcher::wake(const std::string& instance) {
  const auto it = subscribers_.find(instance);
  if (it == subscribers_.end()) return;
  auto& of = it->second;
  of.again = of.now == phase::looking;
  if (of.now == phase::idle) look(instance);
}

bool dispatcher::busy() const {
  return *storing_ != 0 || std::any_of(subscribers_.begin(), subscribers_.end(), [](const auto& c) {
    return c.second.now == phase::looking || c.second.now == phase::delivering;
  });
}

dispatcher::subscriber* dispatcher::current(const std::string& name, std::uint64_t serial) {
  const auto it = subscribers_.find(name);
  return it != subscribers_.end() && it->second.serial == serial ? &it->second : nullptr;
}

void dispatcher::look(const std::string& name, std::optional<std::int64_t> completed) {
  auto& of = subscribers_.at(name);
  stop_timer(of);
  of.now = phase::looking;
  of.again = false;
  of.serial = ++serial_;
  state_.events().next(
      name, completed,
      [this, name, post = post_, serial = of.serial](abi::expected<std::optional<delivery>> next) {
        post(
            [this, name, serial, next = std::move(next)]() mutable { found(name, serial, std::move(next)); });
      });
}

void dispatcher::found(const std::string& name, std::uint64_t serial,
                       abi::expected<std::optional<delivery>> next) {
  auto* of = current(name, serial);
  if (of == nullptr) return;
  of->now = phase::idle;
  if (!next) return wait(name, next.error());
  if (*next) return deliver(name, **next);
  if (of->again) look(name);
}

void dispatcher::deliver(const std::string& name, const delivery& delivery) {
  auto* to = find_(name);
  if (to == nullptr || !to->receptive()) return;  // wake() comes when it is
  auto& of = subscribers_.at(name);
  of.now = phase::delivering;
  const auto serial = of.serial = ++serial_;
  const auto begun =
      to->live().notify(delivery.what, [this, name, serial, number = delivery.number](
                                           const abi::status& why) { answered(name, serial, number, why); });
  if (!begun) return wait(name, begun.error());
  of.op = *begun;
  of.timer =
      loop_.at(loop_.time().mono_ms() + answer_within, [this, name, serial] { overdue(name, serial); });
}

void dispatcher::answered(const std::string& name, std::uint64_t serial, std::int64_t number,
                          const abi::status& why) {
  auto* of = current(name, serial);
  if (of == nullptr) return;
  stop_timer(*of);
  if (why) return wait(name, *why);
  of->refusals = 0;
  look(name, number);
}

// The instance gets nothing more until it has answered.
void dispatcher::overdue(const std::string& name, std::uint64_t serial) {
  auto* of = current(name, serial);
  if (of == nullptr || of->now != phase::delivering) return;
  of->timer.reset();
  of->now = phase::unanswered;
  log_.write(log_level::error, name,
             "no answer to an event within " + duration_text(answer_within) +
                 "; it is cancelled and will be told again");
  if (auto* to = find_(name); to != nullptr && to->receptive()) to->live().cancel(of->op);
}

void dispatcher::wait(const std::string& name, const abi::error& why) {
  auto& of = subscribers_.at(name);
  of.now = phase::waiting;
  const auto serial = of.serial = ++serial_;
  const auto pause = std::min(first_wait << std::min(of.refusals++, 20), longest_wait);
  if (why.status != WP_E_CANCELLED) {
    log_.write(log_level::warning, name,
               "an event could not be told (" + to_text(why) + "); again in " + duration_text(pause));
  }
  of.timer = loop_.at(loop_.time().mono_ms() + pause, [this, name, serial] {
    if (auto* now = current(name, serial)) {
      now->timer.reset();
      look(name);
    }
  });
}

void dispatcher::stop_timer(subscriber& of) {
  if (of.timer) loop_.cancel(*of.timer);
  of.timer.reset();
}

// What is under way with a former instance of that name counts no longer.
void dispatcher::forget(std::string_view name) {
  const auto it = subscribers_.find(name);
  if (it == subscribers_.end()) return;
  stop_timer(it->second);
  it->second = subscriber();
  it->second.serial = ++serial_;
}

void dispatcher::added(std::string_view instance, std::string_view) { forget(instance); }

void dispatcher::removed(std::string_view instance) {
  forget(instance);
  if (const auto it = told_.find(instance); it != told_.end()) told_.erase(it);
}

void dispatcher::completed(const report& report) {
  if (subscribers_.empty() || report.result.state == health::pending) return;
  const auto known = told_.find(report.instance);
  if (known != told_.end() && known->second == report.result.state) return;
  told_[report.instance] = report.result.state;
  const auto* of = find_(report.instance);
  const bool described = of != nullptr && !of->spec().description.empty();
  state_.events().judge(
      {report.instance, described ? of->spec().description : report.instance, report.result.state,
       report.result.verdict, report.result.summary, report.result.times.finished_wall},
      stored("the state of " + report.instance, [this, name = report.instance](bool good) {
        if (!good) told_.erase(name);
        nudge();
      }));
}

}  // namespace watchpost::engine
