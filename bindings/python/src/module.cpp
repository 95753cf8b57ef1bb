// The extension watchpost._core: plain values in and out, no thought of its own. The package around it gives
// types and names; _core.pyi lists what is here.
#include "check.h"
#include "engine/describe/describe.h"
#include "engine/json_text.h"
#include "engine/keep_forever.h"
#include "engine/type_view.h"
#include "gil.h"
#include "host.h"
#include "plugins.h"
#include "sandbox.h"
#include "values.h"

#include <boost/json.hpp>

#include <pybind11/stl.h>

namespace watchpost::python {
namespace {

using namespace py::literals;

engine::log_level level_from(const std::string& name) {
  using enum engine::log_level;
  for (const auto each : {debug, info, warning, error}) {
    if (engine::name(each) == name) return each;
  }
  throw py::value_error("log_level = '" + name + "': choose debug, info, warning or error");
}

const wp_type& type_of(const plugins_in_use& plugins, const std::string& id) {
  if (const auto* found = plugins->find(id)) return *found->type;
  throw core_error(
      {.status = WP_E_NOT_FOUND, .domain = "loader", .text = plugins->unknown_type(id), .key = "type"});
}

void add_errors(py::module_& to) {
  static auto* const core = new py::exception<core_error>(to, "CoreError", PyExc_RuntimeError);
  py::register_exception_translator(
      [](std::exception_ptr p) {  // NOLINT(performance-unnecessary-value-param): as pybind11 wants it
        try {
          if (p) std::rethrow_exception(p);
        } catch (const core_error& e) {
          const py::object made = core->attr("__call__")(e.what());
          made.attr("failure") = to_dict(e.why());
          PyErr_SetObject(core->ptr(), made.ptr());
        } catch (const too_late& e) {
          PyErr_SetString(PyExc_TimeoutError, e.what());
        }
      });
}

void add_plugins(py::module_& to) {
  to.def("load", [](const std::string& path) {
    const plugins_in_use plugins;
    const auto before = plugins->remarks().size();
    plugins->add_path(path);
    const auto& all = plugins->remarks();
    return to_list({all.begin() + static_cast<std::ptrdiff_t>(before), all.end()});
  });
  to.def("default_plugin_paths", &engine::default_plugin_paths);
  to.def("types", [] {
    py::list out;
    for (const auto& each : plugins_in_use()->types()) out.append(text(each.type->id));
    return out;
  });
  to.def("plugin_of", [](const std::string& type) {
    const plugins_in_use plugins;
    (void)type_of(plugins, type);
    return plugins->find(type)->from->path();
  });
  to.def("describe", [](const std::string& type) {
    const plugins_in_use plugins;
    return engine::json_text(engine::describe_json(engine::type_view(type_of(plugins, type))));
  });
  to.def("describe_text", [](const std::string& type) {
    const plugins_in_use plugins;
    return engine::describe_text(engine::type_view(type_of(plugins, type)));
  });
}

void add_clock(py::module_& to) {
  py::class_<virtual_time, std::shared_ptr<virtual_time>>(to, "VirtualClock")
      .def(py::init<std::int64_t, std::int64_t>(), py::arg("wall_ms") = engine::virtual_clock::default_wall,
           py::arg("mono_ms") = 1'000'000)
      .def("wall_ms", [](const virtual_time& t) { return t.clock.wall_ms(); })
      .def("mono_ms", [](const virtual_time& t) { return t.clock.mono_ms(); })
      .def(
          "set_wall", [](virtual_time& t, std::int64_t ms) { t.clock.set_wall(ms); }, while_free())
      .def(
          "advance", [](virtual_time& t, std::int64_t ms) { t.clock.advance(milliseconds(ms)); },
          while_free());
  to.attr("default_wall_ms") = engine::virtual_clock::default_wall;
}

void add_requests(py::module_& to) {
  py::class_<request, std::shared_ptr<request>>(to, "Request")
      .def_property_readonly("service", &request::service)
      .def_property_readonly("method", &request::method)
      .def_property_readonly("args", &request::args)
      .def("answer", [](request& r, const py::object& value) { r.answer(value); })
      .def("fail", &request::fail);
}

/// Runs `work` without the GIL, then makes Python of what it found.
template <class Work>
auto found_by(Work work) {
  const without_gil free;
  return work();
}

/// A function of the host that takes a monitor and its device, if it has one.
auto with_monitor(engine::problems (host::*function)(engine::monitor_settings, const engine::device*)) {
  return [function](host& h, const py::dict& monitor, const std::optional<py::dict>& device) {
    auto what = monitor_from(monitor);
    const auto where = device ? std::optional(device_from(*device)) : std::nullopt;
    return to_list(found_by([&] { return (h.*function)(std::move(what), where ? &*where : nullptr); }));
  };
}

void add_host(py::module_& to) {
  py::class_<host, std::shared_ptr<host>>(to, "Host")
      .def(py::init([](std::shared_ptr<virtual_time> time, std::optional<std::string> state,
                       unsigned services, const std::string& level, std::string program) {
             host::options how{std::move(time), std::move(state).value_or(""), services, level_from(level),
                               std::move(program)};
             return found_by([&] {
               return std::shared_ptr<host>(new host(std::move(how)), [](host* h) {
                 const without_gil free;
                 h->stop(milliseconds(900));
                 std::unique_ptr<host> last(h);
                 if (last->abandoned()) engine::keep_forever(std::move(last));
               });
             });
           }),
           py::arg("clock"), py::arg("state_path"), py::arg("services"), py::arg("log_level"),
           py::arg("program"))
      .def("put", with_monitor(&host::put), py::arg("monitor"), py::arg("device") = py::none())
      .def("validate", with_monitor(&host::validate), py::arg("monitor"), py::arg("device") = py::none())
      .def("drop", &host::drop, while_free())
      .def("apply_file",
           [](host& h, const std::string& path) {
             return to_list(found_by([&] { return h.apply_file(path); }));
           })
      .def("instances", &host::instances, while_free())
      .def("poll",
           [](host& h, const std::string& name, std::int64_t limit) {
             return to_dict(found_by([&] { return h.poll(name, milliseconds(limit)); }));
           })
      .def("poll_async", &host::poll_async, while_free())
      .def(
          "advance", [](host& h, std::int64_t ms) { h.advance(milliseconds(ms)); }, while_free())
      .def(
          "settle", [](host& h, std::int64_t ms) { return h.settle(milliseconds(ms)); }, while_free())
      .def("take_results",
           [](host& h) {
             py::list out;
             for (const auto& each : found_by([&] { return h.take_results(); })) out.append(to_dict(each));
             return out;
           })
      .def("last",
           [](host& h, const std::string& name) {
             const auto found = found_by([&] { return h.last(name); });
             return found ? py::object(to_dict(*found)) : py::none();
           })
      .def("next_due_ms", &host::next_due_wall, while_free())
      .def("missed_slots", &host::missed_slots, while_free())
      .def("actions",
           [](host& h, const std::string& name) {
             py::list out;
             for (const auto& each : found_by([&] { return h.actions(name); }))
               out.append(py::dict("id"_a = text(each.id), "help"_a = text(each.help)));
             return out;
           })
      .def("probe",
           [](host& h, const std::string& name, const std::string& action, std::int64_t timeout) {
             const auto found = found_by([&] { return h.probe(name, action, milliseconds(timeout)); });
             py::list stages;
             for (const auto& each : found.stages) stages.append(to_dict(each, found.end.type));
             return py::make_tuple(stages, to_dict(found.end));
           })
      .def("notify",
           [](host& h, const std::string& name, const py::dict& event, std::int64_t limit) {
             const auto what = event_from(event);
             found_by([&] { h.notify(name, what, milliseconds(limit)); });
           })
      .def("raise_event",
           [](host& h, const py::dict& event) {
             auto what = event_from(event);
             found_by([&] { h.raise(std::move(what)); });
           })
      .def(
          "stop", [](host& h, std::int64_t ms) { return h.stop(milliseconds(ms)); }, while_free())
      .def(
          "drain", [](host& h, std::int64_t ms) { return h.requests().drain(milliseconds(ms)); },
          while_free())
      .def("next_request", [](host& h) { return h.requests().next(); });
}

}  // namespace

PYBIND11_MODULE(_core, m) {
  m.doc() = "The engine of Watchpost, in plain values. Use the package watchpost.";
  m.attr("version") = WATCHPOST_VERSION;
  add_errors(m);
  add_plugins(m);
  m.def("check", &check, while_free());
  add_clock(m);
  add_requests(m);
  add_host(m);
  add_sandbox(m);
  m.def("begin_exit", [](std::int64_t limit) { return begin_exit(milliseconds(limit)); });
}

}  // namespace watchpost::python
