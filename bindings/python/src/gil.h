// gil.h - work without the GIL that is safe while the interpreter goes down.
//
//   const without_gil free;                       // instead of py::gil_scoped_release
//   .def("stop", &host::stop, while_free())       // instead of py::call_guard<py::gil_scoped_release>
//
// A thread that asks for the GIL of an interpreter that is going down is ended by CPython where it stands, in
// the midst of C++. So the package calls begin_exit() when it has ended what such threads wait for: it waits
// until they are back in Python, and from then on nobody lets go of the GIL.
#pragma once

#include <chrono>
#include <pybind11/pybind11.h>

namespace watchpost::python {

namespace py = pybind11;

class without_gil {
 public:
  without_gil();
  without_gil(const without_gil&) = delete;
  without_gil& operator=(const without_gil&) = delete;
  ~without_gil();

 private:
  PyThreadState* saved_;  // NULL: the GIL was kept
};

using while_free = py::call_guard<without_gil>;

/// With the GIL. False when some thread is not back within `limit`.
bool begin_exit(std::chrono::milliseconds limit);

}  // namespace watchpost::python
