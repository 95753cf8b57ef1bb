#include "values.h"

#include "engine/json_text.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"

#include <boost/json.hpp>

#include <cmath>
#include <pybind11/stl.h>

namespace watchpost::python {
namespace {

using namespace py::literals;

py::object limit(double value) { return std::isnan(value) ? py::object(py::none()) : py::float_(value); }

template <class T>
T field(const py::dict& from, const char* key) {
  if (!from.contains(key)) throw py::key_error(key);
  return from[key].cast<T>();
}

template <class T>
T field(const py::dict& from, const char* key, T otherwise) {
  return from.contains(key) && !from[key].is_none() ? from[key].cast<T>() : std::move(otherwise);
}

std::string_view name(engine::run_reason reason) {
  constexpr std::string_view names[] = {"scheduled", "manual", "again"};
  return names[static_cast<std::size_t>(reason)];
}

template <class Enum, class Names>
Enum enum_from(const Names& names, const std::string& name, const char* what) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  throw py::value_error(std::string(what) + " = '" + name + "': there is no such one");
}

abi::state state_from(const std::string& name) {
  const auto known = engine::health_from(name);
  if (!known)
    throw py::value_error("state = '" + name + "': choose UNKNOWN, OK, WARNING, CRITICAL or PENDING");
  return static_cast<abi::state>(*known);
}

}  // namespace

py::str text(std::string_view from) {
  auto* made = PyUnicode_DecodeUTF8(from.data(), static_cast<py::ssize_t>(from.size()), "replace");
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(made);
}

py::dict to_dict(const abi::error& why) {
  std::string status(abi::status_name(why.status));
  for (auto& c : status) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return py::dict("status"_a = text((why.status == WP_OK ? "WP_" : "WP_E_") + status),
                  "domain"_a = text(why.domain), "code"_a = why.code, "text"_a = text(why.text),
                  "key"_a = text(why.key));
}

py::dict to_dict(const engine::problem& what) {
  return py::dict("severity"_a = what.is_error() ? "error" : "warning", "file"_a = text(what.file),
                  "line"_a = what.at.line, "column"_a = what.at.column, "key"_a = text(what.key),
                  "value"_a = text(what.value), "text"_a = text(what.text),
                  "line_text"_a = text(to_text(what)));
}

py::list to_list(const engine::problems& all) {
  py::list out;
  for (const auto& each : all) out.append(to_dict(each));
  return out;
}

py::dict to_dict(const engine::poll_result& found, const std::string& type) {
  py::list readings;
  for (const auto& r : found.readings)
    readings.append(py::dict("metric"_a = text(r.metric), "value"_a = r.value, "warning"_a = limit(r.warning),
                             "critical"_a = limit(r.critical), "unit"_a = text(r.unit)));
  py::list facts;
  for (const auto& f : found.facts) facts.append(py::make_tuple(text(f.key), text(f.value)));
  py::list documents;
  for (const auto& d : found.documents)
    documents.append(py::make_tuple(text(d.name), text(d.media_type), py::bytes(d.content)));
  const auto error = found.error ? py::object(to_dict(*found.error)) : py::none();
  return py::dict("state"_a = text(name(found.state)), "verdict"_a = text(found.verdict),
                  "summary"_a = text(found.summary), "readings"_a = readings, "facts"_a = facts,
                  "documents"_a = documents, "error"_a = error, "rerun_in_ms"_a = found.rerun_in_ms,
                  "due_ms"_a = found.times.due_wall, "started_ms"_a = found.times.started_wall,
                  "finished_ms"_a = found.times.finished_wall, "took_ms"_a = found.times.took_ms(),
                  "status_line"_a = text(engine::status_line(type, found)),
                  "json"_a = text(engine::json_text(engine::to_json(found))),
                  "exit_code"_a = engine::exit_code(found.state));
}

py::dict to_dict(const engine::report& what) {
  auto out = to_dict(what.result, what.type);
  out["instance"] = text(what.instance);
  out["type"] = text(what.type);
  out["reason"] = text(name(what.reason));
  return out;
}

engine::monitor_settings monitor_from(const py::dict& given) {
  engine::monitor_settings out;
  out.name = field<std::string>(given, "name");
  out.type = field<std::string>(given, "type");
  out.description = field<std::string>(given, "description", {});
  out.interval_ms = field<std::int64_t>(given, "interval_ms", 0);
  out.timeout_ms = field<std::int64_t>(given, "timeout_ms", 60'000);
  for (const auto& each : given["settings"]) {
    auto [key, value, secret] = each.cast<std::tuple<std::string, std::string, bool>>();
    out.settings.push_back({std::move(key), std::move(value), secret, "monitors." + out.name, {}});
  }
  return out;
}

engine::device device_from(const py::dict& given) {
  engine::device out;
  out.name = field<std::string>(given, "name");
  out.address = field<std::string>(given, "address", {});
  out.host_name = field<std::string>(given, "host_name", {});
  out.display_name = field<std::string>(given, "display_name", out.name);
  return out;
}

engine::event event_from(const py::dict& given) {
  engine::event out;
  out.kind = enum_from<engine::event_kind>(abi::event_kind_names, field<std::string>(given, "kind"), "kind");
  out.key = field<std::string>(given, "key");
  out.source = field<std::string>(given, "source", {});
  out.title = field<std::string>(given, "title", {});
  out.state = state_from(field<std::string>(given, "state", "UNKNOWN"));
  out.former_state = state_from(field<std::string>(given, "former_state", "UNKNOWN"));
  out.text = field<std::string>(given, "text", {});
  out.value = field<std::string>(given, "value", {});
  out.wall_ms = field<std::int64_t>(given, "wall_ms", 0);
  out.alarm = field<std::string>(given, "alarm", {});
  return out;
}

}  // namespace watchpost::python
