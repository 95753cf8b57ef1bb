// sandbox.h - the sandbox's mail server for Python. See host_sim/sandbox/server.h for what each function
// does.
#pragma once

#include <pybind11/pybind11.h>

namespace watchpost::python {

/// Adds the class SandboxServer. After VirtualClock.
void add_sandbox(pybind11::module_& to);

}  // namespace watchpost::python
