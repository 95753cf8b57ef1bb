// check.h - `host_sim check` as it is, on the streams of the process.
#pragma once

#include <string>
#include <vector>

namespace watchpost::python {

/// `args` without the names of program and command; the exit code. Without the GIL. SIGINT, SIGTERM and SIGHUP
/// end it with its one line; so no other thread of the process may want them.
int check(const std::vector<std::string>& args);

}  // namespace watchpost::python
