// point_dicts.h - control points as plain Python values; the keys are the names of the fields in
// watchpost/cpp/point_values.hpp, enums are their names. All functions need the GIL.
#pragma once

#include <watchpost/cpp/point_values.hpp>

#include <pybind11/pybind11.h>

namespace watchpost::python {

namespace py = pybind11;

py::dict to_dict(const point::operation& what);
py::dict to_dict(const point::acknowledgement& what);

// Fields that are missing keep their defaults; what is not of the expected shape throws.
point::info info_from(py::handle given);
point::sample sample_from(py::handle given);
point::operated operated_from(py::handle given);

}  // namespace watchpost::python
