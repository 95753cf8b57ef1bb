// host_sim hash-password: what stands in a `user` row instead of the password.
#include "cli/command_line.h"
#include "cli/password_hash.h"
#include "cli/secret_input.h"
#include "engine/error.h"

#include <ostream>

namespace watchpost::cli {

int run_hash_password(const std::vector<std::string>& args, console& io) {
  command_line line(
      "hash-password", "",
      "Reads a password from standard input, or asks for it twice on a terminal, "
      "and prints its hash for a `user` row\nof mail_command. The password is neither shown nor kept.",
      "host_sim hash-password < password.txt");
  if (const auto end = line.parse(args, io)) return *end;
  const auto refuse = [&](const std::string& why) {
    io.err << "host_sim hash-password: " << why << "\n";
    return exit_failed;
  };
  const auto password = read_secret(io, "Password: ");
  if (!password) return refuse("there is no password on standard input, or it is too long");
  if (const auto fault = password_fault(password->reveal()); !fault.empty()) return refuse(fault);
  if (io.typed) {
    const auto again = read_secret(io, "Again: ");
    if (!again || again->reveal() != password->reveal()) return refuse("the two passwords differ");
  }
  const auto hash = hash_password(password->reveal());
  if (!hash) return refuse(to_text(hash.error()));
  io.out << *hash << "\n";
  return exit_done;
}

}  // namespace watchpost::cli
