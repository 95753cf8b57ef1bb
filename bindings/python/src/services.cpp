#include "services.h"

#include "point_dicts.h"
#include "values.h"

#include <pybind11/stl.h>

namespace watchpost::python {
namespace {

/// The host's own entries, e.g. those of the simulated points, have such names.
bool of_the_host(std::string_view instance) { return instance.starts_with('/'); }

request::convert taking_operated(const engine::control_points::answer& done) {
  return [done](py::handle value) -> request::action {
    return [done, came = operated_from(value)] { done(came); };
  };
}

request::refuse refusing(const engine::control_points::answer& done) {
  return [done](const std::string& why, bool) {
    done(abi::error{.status = WP_E_IO, .domain = "points", .text = why});
  };
}

}  // namespace

std::vector<point::info> python_points::find(std::string_view pattern) const {
  auto found = queue_.ask<std::vector<point::info>>(
      "points", "find", [pattern = std::string(pattern)] { return py::make_tuple(text(pattern)); },
      [](py::handle value) {
        std::vector<point::info> all;
        for (const auto each : py::reinterpret_borrow<py::object>(value)) all.push_back(info_from(each));
        return all;
      });
  return found ? std::move(*found) : std::vector<point::info>();
}

std::optional<point::sample> python_points::read(std::string_view id) const {
  auto found = queue_.ask<std::optional<point::sample>>(
      "points", "read", [id = std::string(id)] { return py::make_tuple(text(id)); },
      [](py::handle value) -> std::optional<point::sample> {
        if (value.is_none()) return std::nullopt;
        return sample_from(value);
      });
  return found ? std::move(*found) : std::nullopt;
}

void python_points::operate(std::string instance, point::operation what, answer done) {
  const auto asked = what.value;
  queue_.put(
      "points", "operate",
      [instance = std::move(instance), what = std::move(what)] {
        return py::make_tuple(text(instance), to_dict(what));
      },
      taking_operated(done),
      [done, asked](const std::string& why, bool taken) {
        if (!taken) return refusing(done)(why, taken);
        point::operated unknown;
        unknown.result = point::result::unknown;
        unknown.asked = asked;
        unknown.text = "the controller failed while it operated: " + why;
        done(unknown);
      });
}

void python_points::outcome_of(std::string instance, std::string key, answer done) {
  queue_.put(
      "points", "outcome",
      [instance = std::move(instance), key = std::move(key)] {
        return py::make_tuple(text(instance), text(key));
      },
      taking_operated(done), refusing(done));
}

void python_points::acknowledge(std::string instance, point::acknowledgement what, answer done) {
  queue_.put(
      "points", "acknowledge",
      [instance = std::move(instance), what = std::move(what)] {
        return py::make_tuple(text(instance), to_dict(what));
      },
      taking_operated(done), refusing(done));
}

abi::expected<std::vector<engine::state_entry>> python_store::load(std::string instance, std::string prefix) {
  if (of_the_host(instance)) return own_->load(std::move(instance), std::move(prefix));
  return queue_.ask<std::vector<engine::state_entry>>(
      "state", "load",
      [instance = std::move(instance), prefix = std::move(prefix)] {
        return py::make_tuple(text(instance), text(prefix));
      },
      [](py::handle value) {
        std::vector<engine::state_entry> entries;
        for (auto& [key, bytes] : value.cast<std::map<std::string, py::bytes>>())
          entries.push_back({key, std::string(bytes)});
        return entries;
      });
}

void python_store::commit(std::string instance, std::vector<engine::state_edit> edits,
                          engine::committed done) {
  if (of_the_host(instance)) return own_->commit(std::move(instance), std::move(edits), std::move(done));
  {
    const std::lock_guard lock(tally_->mutex);
    ++tally_->pending;
  }
  const auto finish = [in = tally_, done = std::move(done)](const abi::error* why) {
    if (done) done(why);
    const std::lock_guard lock(in->mutex);
    --in->pending;
    in->wake.notify_all();
  };
  queue_.put(
      "state", "commit",
      [instance = std::move(instance), edits = std::move(edits)] {
        py::dict changes;
        for (const auto& e : edits)
          changes[text(e.key)] = e.value ? py::object(py::bytes(*e.value)) : py::none();
        return py::make_tuple(text(instance), changes);
      },
      [finish](py::handle) -> request::action { return [finish] { finish(nullptr); }; },
      [finish](const std::string& why, bool) {
        const abi::error failed{.status = WP_E_IO, .domain = "state", .text = why};
        finish(&failed);
      });
}

void python_store::flush() {
  own_->flush();
  std::unique_lock lock(tally_->mutex);
  tally_->wake.wait(lock, [this] { return tally_->pending == 0; });
}

void python_log::write(engine::log_level level, std::string_view source, std::string_view line) {
  if (!enabled(level)) return;
  queue_.put("log", "write", [level, source = std::string(source), line = std::string(line)] {
    return py::make_tuple(text(name(level)), text(source), text(line));
  });
}

}  // namespace watchpost::python
