// How virtual time passes: not while anything works, nor over what is due. All on the engine thread.
#include "host.h"

#include <algorithm>
#include <thread>

namespace watchpost::python {
namespace {

using steady = std::chrono::steady_clock;

constexpr milliseconds next_patience{20};  // the same, after time had to pass and still nothing happened
constexpr int at_most = 8;                 // times the patience, while threads work or wait for a processor
constexpr milliseconds one_step{1'000};    // of virtual time
constexpr milliseconds longest_jump{10'000};  // of virtual time, while instances do things by themselves
constexpr milliseconds restless{50};          // real time in which other threads may keep it from passing

}  // namespace

// Nothing of the engine is under way: whether a plugin works by itself.
bool host::still() {
  if (!how_.time) return true;
  if (how_.time->open_sessions() != 0) {
    core().run_until([] { return false; }, milliseconds(1));
    return false;
  }
  const auto until = steady::now() + restless;
  while (!threads_.look()) {
    if (core().loop().ready()) return false;
    if (steady::now() >= until) return true;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return !core().loop().ready() && how_.time->open_sessions() == 0;
}

// True once nothing is under way or `done` holds; false when nothing happens any more.
bool host::quiet(const std::function<bool()>& done) {
  constexpr milliseconds look{10};
  auto before = how_.time ? how_.time->activity() : 0;
  const auto give_up = steady::now() + at_most * patience_;
  auto until = steady::now() + patience_;
  while (!done || !done()) {
    if (core().settle(std::min(look, patience_)) && still()) return true;
    if (stopping_ || interrupted_) return false;
    const auto now = how_.time ? how_.time->activity() : 0;
    if (now != before) {
      before = now;
      patience_ = first_patience;
      until = steady::now() + patience_;
    } else if (steady::now() >= until && (threads_.asleep() || steady::now() >= give_up)) {
      patience_ = next_patience;
      return false;
    }
  }
  return true;
}

void host::let_time_pass(std::int64_t latest) {
  auto& clock = how_.time->clock;
  const auto now = clock.mono_ms();
  const auto timer = core().loop().next_timer().value_or(latest);
  clock.advance_to(std::max(now + 1, std::min({timer, latest, now + one_step.count()})));
}

// Works until `done` holds; false when it does not within `limit` of real time.
bool host::pump(const std::function<bool()>& done, milliseconds limit) {
  const auto until = steady::now() + limit;
  patience_ = first_patience;
  while (!done()) {
    if (stopping_ || interrupted_.exchange(false) || steady::now() >= until) return false;
    if (quiet(done)) {
      if (!done()) core().run_until(done, milliseconds(10));
    } else if (how_.time) {
      let_time_pass(how_.time->clock.mono_ms() + one_step.count());
    }
  }
  return true;
}

// What an instance does by itself, e.g. at the end of a hold-off, it does at the next jump.
std::int64_t host::next_jump(std::int64_t target) {
  const auto due = std::min(target, core().loop().next_timer().value_or(target));
  for (const auto& name : core().instances()) {
    const auto* found = core().find(name);
    if (found != nullptr && found->takes_events())
      return std::min(due, how_.time->clock.mono_ms() + longest_jump.count());
  }
  return due;
}

void host::pass(std::int64_t by) {
  auto& clock = how_.time->clock;
  const auto target = clock.mono_ms() + by;
  patience_ = first_patience;
  while (true) {
    const bool nothing_works = quiet();
    if (stopping_ || interrupted_.exchange(false) || clock.mono_ms() >= target) return;
    if (nothing_works) {
      patience_ = first_patience;
      clock.advance_to(std::max(next_jump(target), clock.mono_ms() + 1));
    } else {
      let_time_pass(target);
    }
  }
}

bool host::settled(milliseconds limit) {
  const auto until = steady::now() + limit;
  patience_ = first_patience;
  while (!quiet()) {
    if (stopping_ || interrupted_.exchange(false) || steady::now() >= until) return false;
  }
  return true;
}

}  // namespace watchpost::python
