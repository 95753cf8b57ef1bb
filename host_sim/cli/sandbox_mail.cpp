#include "cli/sandbox_mail.h"

#include "cli/command_line.h"
#include "cli/mail_text.h"
#include "cli/sandbox_client.h"
#include "engine/text.h"
#include "sandbox/text.h"

#include <istream>
#include <iterator>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;

void add_place(command_line& line) {
  line.add()("place", po::value<std::string>()->value_name("FILE"),
             "where the sandbox wrote its ports to (as its own --place)");
}

int failed(const command_line& line, const abi::error& why, console& io) {
  io.err << "host_sim " << line.name() << ": " << to_text(why) << "\n";
  return exit_failed;
}

abi::expected<sandbox_place> place_of(const command_line& line) {
  return read_place(line.has("place") ? line.text("place") : default_place_file());
}

abi::error no_mailbox(const sandbox_place& at, const std::string& address) {
  std::vector<std::string> known;
  for (const auto& u : at.users) known.push_back(u.address);
  return {.status = WP_E_NOT_FOUND,
          .domain = "sandbox",
          .text = "there is no mailbox " + engine::in_quotes(address) + engine::did_you_mean(address, known) +
                  "; there are: " + engine::join(known)};
}

// The lines of the arguments, or all of standard input.
std::string body_of(const command_line& line, console& io) {
  std::string out;
  for (const auto& each : line.texts("LINE")) out += each + "\n";
  if (out.empty() && io.in != nullptr) out.assign(std::istreambuf_iterator<char>(*io.in), {});
  return out;
}

std::string shown(std::string_view text) { return engine::one_line(text, 200); }

int list_one(const command_line& line, const sandbox_place& at, const sandbox::user& who, console& io) {
  maildrop drop(at, who);
  const auto count = drop.count();
  if (!count) return failed(line, count.error(), io);
  io.out << who.address << ": " << *count << (*count == 1 ? " mail" : " mails") << "\n";
  for (std::size_t n = 1; n <= *count; ++n) {
    const auto header = drop.header(n);
    if (!header) return failed(line, header.error(), io);
    io.out << "  " << n << "  " << shown(readable_field(*header, "Date")) << "  "
           << shown(readable_field(*header, "From")) << "  " << shown(readable_field(*header, "Subject"))
           << "\n";
  }
  return exit_done;
}

}  // namespace

int run_sandbox_send(const std::vector<std::string>& args, console& io) {
  command_line line("sandbox send", "[LINE ...]",
                    "Submits a mail to the running sandbox. Its text is the lines, or standard input.",
                    "host_sim sandbox send --from tanaka@sandbox.test --to box@sandbox.test \"get level\"");
  line.add()("to", po::value<std::vector<std::string>>()->value_name("ADDRESS"), "may be repeated")(
      "from", po::value<std::string>()->value_name("ADDRESS"),
      "without it, the first mailbox of the sandbox")(
      "subject,s", po::value<std::string>()->value_name("TEXT"), "of the mail")(
      "header", po::value<std::vector<std::string>>()->value_name("\"NAME: VALUE\""),
      "a further field; may be repeated")("raw", "standard input is the whole mail, with its header");
  add_place(line);
  line.positional("LINE", -1);
  if (const auto end = line.parse(args, io)) return *end;
  const auto to = line.texts("to");
  if (to.empty()) return line.refuse(io, "--to is missing");
  const auto at = place_of(line);
  if (!at) return failed(line, at.error(), io);
  const auto from = line.has("from") ? line.text("from") : at->users.front().address;
  const auto* owner = at->owner(from);
  written_mail written{from, to, line.text("subject"), line.texts("header"), body_of(line, io)};
  for (const auto* text : {&written.from, &written.subject}) {
    if (engine::one_line(*text) != *text) return line.refuse(io, "an address or subject is one line of text");
  }
  const auto message = line.has("raw") ? written.body : compose(written);
  const auto said = submit(*at, owner != nullptr ? *owner : at->users.front(), from, to, message);
  if (!said) return failed(line, said.error(), io);
  io.out << "sent: " << shown(*said) << "\n";
  return exit_done;
}

int run_sandbox_list(const std::vector<std::string>& args, console& io) {
  command_line line(
      "sandbox list", "[ADDRESS]",
      "The mails of a mailbox of the running sandbox, or of all, oldest first. They stay as they are.",
      "host_sim sandbox list tanaka@sandbox.test");
  add_place(line);
  line.positional("ADDRESS", 1);
  if (const auto end = line.parse(args, io)) return *end;
  const auto at = place_of(line);
  if (!at) return failed(line, at.error(), io);
  const auto wanted = line.texts("ADDRESS");
  if (!wanted.empty()) {
    const auto* owner = at->owner(wanted.front());
    if (owner == nullptr) return failed(line, no_mailbox(*at, wanted.front()), io);
    return list_one(line, *at, *owner, io);
  }
  int code = exit_done;
  for (const auto& u : at->users) {
    if (list_one(line, *at, u, io) != exit_done) code = exit_failed;
  }
  return code;
}

int run_sandbox_show(const std::vector<std::string>& args, console& io) {
  command_line line("sandbox show", "ADDRESS [NUMBER]",
                    "One mail of a mailbox of the running sandbox, the newest without a number.",
                    "host_sim sandbox show tanaka@sandbox.test");
  line.add()("raw", "as it is stored, with its whole header");
  add_place(line);
  line.positional("ADDRESS", 1);
  line.positional("NUMBER", 1);
  if (const auto end = line.parse(args, io)) return *end;
  if (line.texts("ADDRESS").empty()) return line.refuse(io, "ADDRESS is missing");
  const auto at = place_of(line);
  if (!at) return failed(line, at.error(), io);
  const auto address = line.texts("ADDRESS").front();
  const auto* owner = at->owner(address);
  if (owner == nullptr) return failed(line, no_mailbox(*at, address), io);
  maildrop drop(*at, *owner);
  const auto count = drop.count();
  if (!count) return failed(line, count.error(), io);
  std::optional<std::size_t> number = *count;
  if (!line.texts("NUMBER").empty()) number = sandbox::parse_number(line.texts("NUMBER").front());
  if (!number || *number == 0 || *number > *count) {
    io.err << "host_sim sandbox show: " << address << " has " << *count << (*count == 1 ? " mail" : " mails")
           << ", numbered from 1\n";
    return exit_failed;
  }
  const auto message = drop.message(*number);
  if (!message) return failed(line, message.error(), io);
  io.out << (line.has("raw") ? *message : readable(*message));
  return exit_done;
}

}  // namespace watchpost::cli
