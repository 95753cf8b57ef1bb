#include "engine/scheduler.h"

#include <algorithm>
#include <set>

namespace watchpost::engine {
namespace {

constexpr std::size_t most_together = 32;

// Which newcomers begin together: the number of the group of each instance of `list` that is new.
class groups {
 public:
  explicit groups(const std::vector<scheduler::wanted>& list) {
    struct crew {
      std::size_t size = 0, group = 0;
    };
    std::map<std::string, crew> crews;
    for (const auto& w : list) {
      if (!w.live) continue;
      auto& [size, group] = crews[w.spec.device.empty() ? w.spec.name : w.spec.device];
      if (size++ % most_together == 0) group = count_++;
      of_[w.spec.name] = group;
    }
  }

  std::int64_t delay(const instance_spec& of, std::int64_t spread_ms) const {
    const auto count = static_cast<std::int64_t>(count_);
    const auto step = of.interval_ms > 0 ? std::min(spread_ms, of.interval_ms / count) : spread_ms;
    return step * static_cast<std::int64_t>(of_.at(of.name));
  }

 private:
  std::map<std::string, std::size_t> of_;
  std::size_t count_ = 0;
};

}  // namespace

void scheduler::become(std::vector<wanted> list, std::int64_t spread_ms) {
  std::set<std::string, std::less<>> stay;
  for (const auto& w : list) stay.insert(w.spec.name);
  for (auto it = pollers_.begin(); it != pollers_.end();) {
    if (stay.contains(it->first)) {
      ++it;
      continue;
    }
    const auto gone = it->second;
    it = pollers_.erase(it);
    to_begin_.erase(gone->spec().name);
    for (auto* s : context_.sinks) s->removed(gone->spec().name);
    let_go(gone);
  }
  const groups newcomers(list);
  for (auto& w : list) {
    const auto name = w.spec.name;
    const auto known = pollers_.find(name);
    if (!w.live) {
      if (known != pollers_.end()) known->second->reschedule(w.spec);
      continue;
    }
    const auto former = known == pollers_.end() ? nullptr : known->second;
    for (auto* s : context_.sinks) s->added(name, w.spec.type.type->id);
    to_begin_[name] = newcomers.delay(w.spec, spread_ms);
    pollers_[name] = std::make_shared<poller>(context_, std::move(w.spec), std::move(w.live));
    if (former) {
      let_go(former);
    } else {
      begin_when_free(name);
    }
  }
}

void scheduler::let_go(const std::shared_ptr<poller>& which) {
  leaving_.push_back(which);
  which->leave([this, raw = which.get()] {
    const auto name = raw->spec().name;
    std::erase_if(leaving_, [raw](const auto& p) { return p.get() == raw; });
    begin_when_free(name);
  });
}

// Two instances of one name are never active together.
void scheduler::begin_when_free(const std::string& name) {
  const auto waiting = to_begin_.find(name);
  const bool occupied =
      std::any_of(leaving_.begin(), leaving_.end(), [&](const auto& p) { return p->spec().name == name; });
  if (waiting == to_begin_.end() || occupied) return;
  const auto spread = waiting->second;
  to_begin_.erase(waiting);
  pollers_.at(name)->begin(spread);
}

poller* scheduler::find(std::string_view name) const {
  const auto found = pollers_.find(name);
  return found == pollers_.end() ? nullptr : found->second.get();
}

bool scheduler::busy() const {
  return !leaving_.empty() ||
         std::any_of(pollers_.begin(), pollers_.end(), [](const auto& p) { return p.second->busy(); });
}

bool scheduler::stop(std::chrono::milliseconds limit) {
  to_begin_.clear();
  const auto all = std::exchange(pollers_, {});
  for (const auto& [name, p] : all) let_go(p);
  if (context_.loop.run_until([this] { return leaving_.empty(); }, limit)) return true;
  for (const auto& p : leaving_) {
    context_.log.write(log_level::error, p->spec().name,
                       "is not deactivated in time and is abandoned; this is a fault of the plugin");
    p->abandon();
  }
  leaving_.clear();
  return false;
}

}  // namespace watchpost::engine
