// host_sim sandbox: the embedded mail server alone, for trying monitors out by hand.
#include "cli/command_line.h"
#include "cli/sandbox_mail.h"
#include "cli/sandbox_place.h"
#include "cli/signals.h"
#include "engine/json_text.h"
#include "engine/text.h"
#include "sandbox/server.h"

#include <boost/json.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
namespace json = boost::json;

command_line sandbox_options() {
  command_line line(
      "sandbox", "[send | list | show]",
      "A mail server on 127.0.0.1 with SMTP, IMAP and POP3, each in clear with STARTTLS and over TLS. "
      "Mailboxes live\nin memory. It runs until SIGINT or SIGTERM. Meanwhile `sandbox send`, `sandbox list` and "
      "`sandbox show` are a mail\nprogram for it, on another terminal.",
      "host_sim sandbox --user probe@sandbox.test:secret --delay 2s --ca-file /tmp/sandbox-ca.pem");
  line.add()("user,u", po::value<std::vector<std::string>>()->value_name("ADDRESS:PASSWORD"),
             "a mailbox; may be repeated (without any: probe@sandbox.test:secret)")(
      "delay", po::value<std::string>()->value_name("TIME"), "deliver each mail that much later")(
      "drop", po::value<std::vector<std::string>>()->value_name("PATTERN"),
      "lose mail for such recipients (* stands for anything)")(
      "junk", po::value<std::vector<std::string>>()->value_name("PATTERN"),
      "file mail for such recipients as junk")(
      "bounce", po::value<std::vector<std::string>>()->value_name("PATTERN"),
      "bounce mail for such recipients")("ca-file", po::value<std::string>()->value_name("FILE"),
                                         "write the certificate authority to trust there")(
      "port", po::value<std::uint16_t>()->value_name("N"),
      "the six ports from N on: SMTP, over TLS, IMAP, over TLS, POP3, over TLS; without it, free ones")(
      "place", po::value<std::string>()->value_name("FILE"),
      "where the ports are written for send, list and show, with the passwords; "
      "without it, in the runtime folder of the user")("for", po::value<std::string>()->value_name("TIME"),
                                                       "stop after that time")(
      "json", "the ports as one JSON object");
  return line;
}

sandbox::port_set ports_from(std::uint16_t first) {
  const auto nth = [first](int n) { return static_cast<std::uint16_t>(first + n); };
  return {.submission = first,
          .submission_tls = nth(1),
          .imap = nth(2),
          .imap_tls = nth(3),
          .pop3 = nth(4),
          .pop3_tls = nth(5)};
}

bool add_users(const std::vector<std::string>& given, sandbox::options& to) {
  for (const auto& each : given) {
    const auto colon = each.find(':');
    if (colon == std::string::npos || colon == 0 || each.find('@') > colon) return false;
    to.users.push_back({each.substr(0, colon), each.substr(colon + 1)});
  }
  if (to.users.empty()) to.users.push_back({"probe@sandbox.test", "secret"});
  return true;
}

// What the command line asks for.
struct sandbox_request {
  sandbox::options server;
  std::optional<std::int64_t> run_ms, delay_ms;
};

// The exit code after a fault, which was told.
std::optional<int> read_request(const command_line& line, sandbox_request& request, console& io) {
  if (!add_users(line.texts("user"), request.server))
    return line.refuse(io, "--user takes ADDRESS:PASSWORD, such as probe@sandbox.test:secret");
  if (line.has("for") && !(request.run_ms = line.duration("for", io))) return exit_usage;
  if (line.has("delay") && !(request.delay_ms = line.duration("delay", io))) return exit_usage;
  if (line.has("port")) {
    const auto first = line.value<std::uint16_t>("port");
    if (first == 0 || first > 65530) return line.refuse(io, "--port: from 1 to 65530");
    request.server.ports = ports_from(first);
  }
  return std::nullopt;
}

void set_up(sandbox::server& mail, const command_line& line, const sandbox_request& request) {
  if (request.delay_ms) mail.set_delivery_delay(std::chrono::milliseconds(*request.delay_ms));
  for (const auto& pattern : line.texts("drop")) mail.drop_recipient(pattern);
  for (const auto& pattern : line.texts("junk")) mail.junk_recipient(pattern);
  for (const auto& pattern : line.texts("bounce")) mail.bounce_recipient(pattern);
}

// The place for send, list and show, as long as it lives; null after a warning.
std::unique_ptr<kept_place> keep_place(const sandbox::server& mail, const command_line& line,
                                       const sandbox::options& options, console& io) {
  const auto ports = mail.ports();
  auto kept = kept_place::write(line.has("place") ? line.text("place") : default_place_file(),
                                {mail.host(), ports.submission, ports.pop3, options.users});
  if (kept) return std::move(*kept);
  io.err << "warning: " << to_text(kept.error()) << "; send, list and show will not find it\n";
  return nullptr;
}

// SIGINT or SIGTERM. Made before any other thread, see signals.h.
class stop_signal {
 public:
  void wait(std::optional<std::int64_t> limit_ms) {
    std::unique_lock lock(mutex_);
    const auto came = [this] { return came_; };
    if (limit_ms) {
      wake_.wait_for(lock, std::chrono::milliseconds(*limit_ms), came);
    } else {
      wake_.wait(lock, came);
    }
  }

 private:
  void raise() {
    const std::lock_guard lock(mutex_);
    came_ = true;
    wake_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool came_ = false;
  signal_watch signals_{[this] { raise(); }, [] {}};  // last: its thread uses the others
};

void show(const sandbox::server& mail, const sandbox::options& options, const std::string& ca_file,
          bool as_json, console& io) {
  const auto p = mail.ports();
  if (as_json) {
    json::array users;
    for (const auto& u : options.users) users.push_back(json::value(u.address));
    io.out << engine::json_text(json::object{{"host", mail.host()},
                                             {"submission", p.submission},
                                             {"submission_tls", p.submission_tls},
                                             {"imap", p.imap},
                                             {"imap_tls", p.imap_tls},
                                             {"pop3", p.pop3},
                                             {"pop3_tls", p.pop3_tls},
                                             {"users", users},
                                             {"ca_pem", mail.ca_pem()}})
           << std::endl;
    return;
  }
  io.out << "SMTP " << p.submission << " (STARTTLS), " << p.submission_tls << " (TLS)\n"
         << "IMAP " << p.imap << " (STARTTLS), " << p.imap_tls << " (TLS)\n"
         << "POP3 " << p.pop3 << " (STLS), " << p.pop3_tls << " (TLS)\n";
  for (const auto& u : options.users) io.out << "mailbox " << u.address << "\n";
  const auto& first = options.users.front();
  io.out << "\nFor example:\n  host_sim check email_monitor -H " << mail.host()
         << " smtp.port=" << p.submission_tls
         << " smtp.tls=implicit smtp.auth=auto \\\n    smtp.username=" << first.address
         << " smtp.password=PASSWORD smtp.to=" << first.address << " smtp.from=" << first.address
         << " \\\n    mail.port=" << p.imap_tls << " mail.username=" << first.address
         << " mail.password=PASSWORD " << (ca_file.empty() ? "tls.verify=false" : "tls.ca_file=" + ca_file)
         << std::endl;
}

}  // namespace

int run_sandbox(const std::vector<std::string>& args, console& io) {
  const std::vector<std::string> rest(args.empty() ? args.end() : args.begin() + 1, args.end());
  if (!args.empty() && args.front() == "send") return run_sandbox_send(rest, io);
  if (!args.empty() && args.front() == "list") return run_sandbox_list(rest, io);
  if (!args.empty() && args.front() == "show") return run_sandbox_show(rest, io);
  auto line = sandbox_options();
  if (const auto end = line.parse(args, io)) return *end;
  sandbox_request request;
  if (const auto end = read_request(line, request, io)) return *end;

  stop_signal stop;
  std::string problem;
  const auto mail = sandbox::server::start(request.server, problem);
  if (!mail) return line.fail(io, problem);
  set_up(*mail, line, request);
  const auto ca_file = line.text("ca-file");
  if (!ca_file.empty() && !mail->write_ca(ca_file))
    return line.fail(io, "--ca-file = " + engine::in_quotes(ca_file) +
                             ": cannot be written; name a file in a writable folder");
  const auto kept = keep_place(*mail, line, request.server, io);
  show(*mail, request.server, ca_file, line.has("json"), io);
  stop.wait(request.run_ms);
  mail->stop();
  return exit_done;
}

}  // namespace watchpost::cli
