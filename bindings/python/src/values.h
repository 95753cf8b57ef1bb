// values.h - the engine's values as plain Python ones, and back: dicts, lists, texts and numbers.
//
// Functions that take or return Python objects need the GIL. What is not of the expected shape throws
// TypeError, ValueError or KeyError.
#pragma once

#include "engine/configuration.h"
#include "engine/events.h"
#include "engine/report.h"

#include <pybind11/pybind11.h>

namespace watchpost::python {

namespace py = pybind11;

py::dict to_dict(const abi::error& why);
py::dict to_dict(const engine::problem& what);
py::list to_list(const engine::problems& all);
py::dict to_dict(const engine::poll_result& found, const std::string& type);
py::dict to_dict(const engine::report& what);

engine::monitor_settings monitor_from(const py::dict& given);
engine::device device_from(const py::dict& given);
engine::event event_from(const py::dict& given);

/// UTF-8 as it comes from outside; what is not UTF-8 becomes U+FFFD.
py::str text(std::string_view from);

}  // namespace watchpost::python
