// host_sim totp: a new key for somebody's one-time codes, as a row for the settings and as a QR code.
#include "cli/command_line.h"
#include "cli/qr_code.h"
#include "cli/totp_secret.h"
#include "engine/text.h"

#include <algorithm>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;

/// Fit for a row of the settings and for a label of the Key URI format.
bool is_label(const std::string& text, bool blanks) {
  return !text.empty() && text.size() <= 128 && engine::one_line(text) == text &&
         text.find_first_of(blanks ? ":" : ": \t") == std::string::npos;
}

}  // namespace

int run_totp(const std::vector<std::string>& args, console& io) {
  command_line line("totp", "NAME",
                    "Makes a new key for the one-time codes (RFC 6238) of NAME, a mail address or a user of "
                    "mail_command, and\n"
                    "prints it as a `totp` row, as an otpauth address and as a QR code to scan with an "
                    "authenticator program.\n"
                    "Whoever sees the key can make the codes; it is kept nowhere.",
                    "host_sim totp alice@example.org --issuer \"Pumping station\"");
  line.add()("issuer", po::value<std::string>()->value_name("TEXT")->default_value("Watchpost"),
             "what the authenticator shows above the name")("no-qr", "only the texts");
  line.positional("NAME", 1);
  if (const auto end = line.parse(args, io)) return *end;
  const auto names = line.texts("NAME");
  if (names.empty()) return line.refuse(io, "NAME is missing");
  if (!is_label(names[0], false))
    return line.refuse(io,
                       "NAME = " + engine::in_quotes(names[0]) + ": at most 128 bytes, no blanks, no ':'");
  const auto issuer = line.text("issuer");
  if (!is_label(issuer, true))
    return line.refuse(io, "--issuer = " + engine::in_quotes(issuer) + ": at most 128 bytes, no ':'");
  const auto secret = new_totp_secret();
  if (!secret) {
    io.err << "host_sim totp: " << to_text(secret.error()) << "\n";
    return exit_failed;
  }
  const auto uri = otpauth_uri(names[0], issuer, *secret);
  io.out << "row      " << names[0] << " " << *secret << "\naddress  " << uri << "\n";
  if (line.has("no-qr")) return exit_done;
  const auto modules = qr_modules(uri);
  if (!modules) {
    io.err << "host_sim totp: " << to_text(modules.error()) << "\n";
    return exit_failed;
  }
  io.out << "\n" << qr_text(*modules, io.colour);
  return exit_done;
}

}  // namespace watchpost::cli
