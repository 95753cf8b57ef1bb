#include "check.h"

#include "cli/command.h"

#include <iostream>

namespace watchpost::python {

int check(const std::vector<std::string>& args) {
  cli::console io{std::cout, std::cerr};
  io.name = "watchpost";
  return cli::run_check(args, io);
}

}  // namespace watchpost::python
