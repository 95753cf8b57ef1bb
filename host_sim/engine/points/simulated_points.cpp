#include "engine/points/simulated_points.h"

#include "engine/points/core.h"
#include "engine/points/glob.h"
#include "engine/points/source.h"
#include "engine/text.h"

namespace watchpost::engine {
namespace {

constexpr int deepest_follow = 8;

}  // namespace

abi::expected<void> board_core::load() {
  if (loaded_) return {};
  auto entries = parts_.state.load(points_state, "");
  if (!entries) return entries.error();
  const std::lock_guard lock(mutex_);
  for (auto& [key, value] : *entries) {
    const auto id = key.substr(key.find('/') + 1);
    if (key.starts_with("op/")) {
      // What cannot be read was accepted all the same.
      auto record = operation_from(value).value_or(operation_record{});
      if (record.came.accepted_ms == 0) record.came.accepted_ms = wall();
      if (record.came.result == point::result::pending) {
        record.came.result = point::result::unknown;
        record.came.text = "the host stopped before the outcome was known; check the point";
      }
      by_age_.emplace(record.came.accepted_ms, key);
      operations_.emplace(key, entry{std::move(record)});
    } else if (key.starts_with("out/")) {
      if (auto record = output_from(value)) outputs_.emplace(id, std::move(*record));
    } else if (key.starts_with("alarm/")) {
      if (auto record = alarm_from(value)) alarms_.emplace(id, std::move(*record));
    } else if (key.starts_with("move/")) {
      moves_ = std::max<std::uint64_t>(moves_, std::strtoull(id.c_str(), nullptr, 10));
    }
  }
  loaded_ = true;
  return {};
}

void board_core::become(std::vector<point_spec> points) {
  stopping_ = false;
  {
    const std::lock_guard lock(mutex_);
    std::vector<live_point> next;
    std::map<std::string, std::size_t, std::less<>> index;
    for (auto& spec : points) {
      live_point made{std::move(spec)};
      if (made.spec.source.how == point_source::form::file) made.file = file_value(made.spec, wall());
      if (const auto* former = at(made.spec.what.id)) {
        made.moving = former->moving;
        made.since = former->since;
      }
      index.emplace(made.spec.what.id, next.size());
      next.push_back(std::move(made));
    }
    points_ = std::move(next);
    index_ = std::move(index);
  }
  // Later, when whoever is to hear of it may be there.
  post([self = weak_from_this()] {
    if (const auto there = self.lock()) there->begin();
  });
}

void board_core::begin() {
  std::vector<std::string> untold;
  for (const auto& [id, record] : alarms_) {
    if (!record.told) untold.push_back(id);
  }
  for (const auto& id : untold) tell(id);
  clear_forgotten();
  scan();
}

const board_core::live_point* board_core::at(std::string_view id) const {
  const auto found = index_.find(id);
  return found != index_.end() ? &points_[found->second] : nullptr;
}

board_core::live_point* board_core::at(std::string_view id) {
  return const_cast<live_point*>(std::as_const(*this).at(id));
}

std::vector<std::string> board_core::ids() const {
  std::vector<std::string> out;
  for (const auto& p : points_) out.push_back(p.spec.what.id);
  return out;
}

point::sample board_core::sample_of(const live_point& p, int depth) const {
  auto out = taken_now(p, depth);
  if (p.moving && out.quality == point::quality::good) out.quality = point::quality::uncertain;
  if (const auto alarm = alarms_.find(p.spec.what.id); alarm != alarms_.end()) {
    out.alarm = alarm->second.state;
    out.occurrence = alarm->second.occurrence;
  }
  return out;
}

point::sample board_core::taken_now(const live_point& p, int depth) const {
  point::sample out;
  out.at_ms = wall();
  const auto held = outputs_.find(p.spec.what.id);
  if (held != outputs_.end() && held->second.value && point::fits(p.spec.what.kind, *held->second.value)) {
    out.value = *held->second.value;
  } else if (p.spec.source.how == point_source::form::file) {
    return p.file;
  } else if (p.spec.source.how == point_source::form::follow) {
    const auto* target = at(p.spec.source.of);
    if (target == nullptr || depth >= deepest_follow) return out;
    const auto followed = sample_of(*target, depth + 1);
    out.value = followed.value;
    out.quality = followed.quality;
    if (!point::fits(p.spec.what.kind, out.value)) out.quality = point::quality::bad;
    return out;
  } else {
    out.value = source_value(p.spec, out.at_ms);
  }
  out.quality = point::quality::good;
  return out;
}

std::vector<point::info> board_core::find(std::string_view pattern) const {
  const std::lock_guard lock(mutex_);
  std::vector<point::info> out;
  for (const auto& p : points_) {
    if (glob_matches(pattern, p.spec.what.id)) out.push_back(p.spec.what);
  }
  return out;
}

std::optional<point::sample> board_core::read(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto* found = at(id);
  if (found == nullptr) return std::nullopt;
  return sample_of(*found);
}

abi::expected<void> board_core::force(std::string_view id, std::optional<point::value> value,
                                      committed done) {
  output_record record{std::move(value), wall()};
  {
    const std::lock_guard lock(mutex_);
    const auto* found = at(id);
    const auto fault = [&](wp_status status, std::string why) {
      return abi::error{.status = status, .domain = "points", .text = std::move(why)};
    };
    if (found == nullptr)
      return fault(WP_E_NOT_FOUND, "there is no point " + in_quotes(id) + did_you_mean(id, ids()));
    if (record.value && !point::fits(found->spec.what.kind, *record.value))
      return fault(WP_E_ARGUMENT, in_quotes(id) + " is " + std::string(name(found->spec.what.kind)) +
                                      "; the value is of another type");
    outputs_[std::string(id)] = record;
  }
  parts_.state.commit(points_state, {{"out/" + std::string(id), to_record(record)}}, std::move(done));
  scan();
  return {};
}

void board_core::commit(std::vector<state_edit> edits, std::function<void(const abi::error*)> then) {
  parts_.state.commit(points_state, std::move(edits),
                      [post = post_, self = weak_from_this(), then = std::move(then)](const abi::error* why) {
                        auto copy = why != nullptr ? std::optional(*why) : std::nullopt;
                        post([self, then, copy = std::move(copy)] {
                          if (const auto there = self.lock()) then(copy ? &*copy : nullptr);
                        });
                      });
}

simulated_points::simulated_points(board_parts parts) : core_(std::make_shared<board_core>(parts)) {}

simulated_points::~simulated_points() = default;

abi::expected<void> simulated_points::load() { return core_->load(); }

void simulated_points::become(std::vector<point_spec> points) { core_->become(std::move(points)); }

std::vector<point::info> simulated_points::find(std::string_view pattern) const {
  return core_->find(pattern);
}

std::optional<point::sample> simulated_points::read(std::string_view id) const { return core_->read(id); }

void simulated_points::operate(std::string instance, point::operation operation, answer done) {
  core_->post([self = std::weak_ptr(core_), instance = std::move(instance), operation = std::move(operation),
               asker = std::make_shared<pending_answer>(std::move(done))] {
    if (const auto there = self.lock()) there->operate(instance, operation, asker);
  });
}

void simulated_points::outcome_of(std::string instance, std::string key, answer done) {
  core_->post([self = std::weak_ptr(core_), instance = std::move(instance), key = std::move(key),
               asker = std::make_shared<pending_answer>(std::move(done))] {
    if (const auto there = self.lock()) there->outcome_of(instance, key, asker);
  });
}

void simulated_points::acknowledge(std::string /*instance*/, point::acknowledgement acknowledgement,
                                   answer done) {
  core_->post([self = std::weak_ptr(core_), acknowledgement = std::move(acknowledgement),
               asker = std::make_shared<pending_answer>(std::move(done))] {
    if (const auto there = self.lock()) there->acknowledge(acknowledgement, asker);
  });
}

abi::expected<void> simulated_points::force(std::string_view id, std::optional<point::value> value,
                                            committed done) {
  return core_->force(id, std::move(value), std::move(done));
}

void simulated_points::stop() { core_->stop(); }

void simulated_points::scan() { core_->scan(); }

}  // namespace watchpost::engine
