// sandbox_mail.h - `sandbox send`, `sandbox list` and `sandbox show`: a mail program for the running sandbox.
#pragma once

#include "cli/command.h"

namespace watchpost::cli {

int run_sandbox_send(const std::vector<std::string>& args, console& io);
int run_sandbox_list(const std::vector<std::string>& args, console& io);
int run_sandbox_show(const std::vector<std::string>& args, console& io);

}  // namespace watchpost::cli
