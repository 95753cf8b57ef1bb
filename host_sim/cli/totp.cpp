// host_sim totp: a new key for somebody's one-time codes, as a row for the settings and as a QR code.
#include "cli/command_line.h"
#include "cli/private_file.h"
#include "cli/qr_code.h"
#include "cli/totp_secret.h"
#include "engine/text.h"

#include <optional>
#include <ostream>
#include <string_view>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view user_prefix = "user:";

/// Fit for a label of the Key URI format, which has one ':'.
bool is_label(const std::string& text) {
  return !text.empty() && text.size() <= 128 && engine::one_line(text) == text &&
         text.find(':') == std::string::npos;
}

/// What stands for the person in a `totp` row without its prefix: an address, or the name behind "user:".
std::optional<std::string> label_of(const std::string& who) {
  const bool user = who.starts_with(user_prefix);
  const auto name = user ? who.substr(user_prefix.size()) : who;
  if (!is_label(name) || name.find_first_of(" \t,=\"") != std::string::npos) return std::nullopt;
  if (user ? name.size() > 64 : name.find('@') == std::string::npos) return std::nullopt;
  return name;
}

}  // namespace

int run_totp(const std::vector<std::string>& args, console& io) {
  command_line line("totp", "WHO",
                    "Makes a new key for the one-time codes (RFC 6238) of WHO, "
                    "a mail address or user:NAME of mail_command, and\n"
                    "prints it as a `totp` row, as an otpauth address and as a QR code "
                    "to scan with an authenticator program.\n"
                    "Whoever sees the key can make the codes; it is kept nowhere but in the FILE of --save.",
                    "host_sim totp alice@example.org --issuer \"Pumping station\" --save alice.totp");
  line.add()("issuer", po::value<std::string>()->value_name("TEXT")->default_value("Watchpost"),
             "what the authenticator shows above the name")("no-qr", "only the texts")(
      "save", po::value<std::string>()->value_name("FILE"),
      "write the row into this new file, for totp = [{ file = \"FILE\" }], and not to the terminal");
  line.positional("WHO", 1);
  if (const auto end = line.parse(args, io)) return *end;
  const auto names = line.texts("WHO");
  if (names.empty()) return line.refuse(io, "WHO is missing");
  const auto label = label_of(names[0]);
  if (!label)
    return line.refuse(io, "WHO = " + engine::in_quotes(names[0]) +
                               ": write a mail address, or user:NAME with a name of at most 64 bytes; "
                               "no blanks, commas, '=' or quotes");
  const auto issuer = line.text("issuer");
  if (!is_label(issuer))
    return line.refuse(io, "--issuer = " + engine::in_quotes(issuer) + ": at most 128 bytes, no ':'");
  const auto secret = new_totp_secret();
  if (!secret) return line.fail(io, to_text(secret.error()));
  const auto uri = otpauth_uri(*label, issuer, *secret);
  const auto row = names[0] + " " + *secret;
  const auto path = line.text("save");
  if (path.empty()) {
    io.out << "row      " << row << "\n";
  } else if (const auto saved = write_private_file(path, row + "\n")) {
    io.out << "row      in " << path << "; write totp = [{ file = " << engine::in_quotes(path) << " }]\n";
  } else {
    return line.fail(io, to_text(saved.error()));
  }
  io.out << "address  " << uri << "\n";
  if (line.has("no-qr")) return exit_done;
  const auto modules = qr_modules(uri);
  if (!modules) return line.fail(io, to_text(modules.error()));
  io.out << "\n" << qr_text(*modules, io.colour);
  return exit_done;
}

}  // namespace watchpost::cli
