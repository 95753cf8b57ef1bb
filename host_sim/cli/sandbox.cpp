// host_sim sandbox: the embedded mail server alone, for trying monitors out by hand.
#include "cli/command_line.h"
#include "cli/signals.h"
#include "engine/json_text.h"
#include "engine/text.h"
#include "sandbox/server.h"

#include <boost/json.hpp>

#include <condition_variable>
#include <mutex>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
namespace json = boost::json;

command_line sandbox_options() {
  command_line line(
      "sandbox", "",
      "A mail server on 127.0.0.1 with SMTP, IMAP and POP3, each in clear with STARTTLS and over TLS. "
      "Mailboxes live\nin memory. It runs until SIGINT or SIGTERM.",
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
      "for", po::value<std::string>()->value_name("TIME"), "stop after that time")(
      "json", "the ports as one JSON object");
  return line;
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

void show(const sandbox::server& mail, const sandbox::options& how, const std::string& ca_file, bool as_json,
          console& io) {
  const auto p = mail.ports();
  if (as_json) {
    json::array users;
    for (const auto& u : how.users) users.push_back(json::value(u.address));
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
  for (const auto& u : how.users) io.out << "mailbox " << u.address << "\n";
  const auto& first = how.users.front();
  io.out << "\nFor example:\n  host_sim check email_monitor -H " << mail.host()
         << " mode=same_poll smtp.port=" << p.submission_tls
         << " smtp.tls=implicit smtp.auth=auto \\\n    smtp.username=" << first.address
         << " smtp.password=PASSWORD smtp.to=" << first.address << " smtp.from=" << first.address
         << " \\\n    mail.port=" << p.imap_tls << " mail.username=" << first.address
         << " mail.password=PASSWORD " << (ca_file.empty() ? "tls.verify=false" : "tls.ca_file=" + ca_file)
         << std::endl;
}

}  // namespace

int run_sandbox(const std::vector<std::string>& args, console& io) {
  auto line = sandbox_options();
  if (const auto end = line.parse(args, io)) return *end;
  sandbox::options how;
  if (!add_users(line.texts("user"), how))
    return line.refuse(io, "--user takes ADDRESS:PASSWORD, such as probe@sandbox.test:secret");
  std::optional<std::int64_t> limit;
  if (line.has("for") && !(limit = line.duration("for", io))) return exit_usage;
  std::optional<std::int64_t> delay;
  if (line.has("delay") && !(delay = line.duration("delay", io))) return exit_usage;

  std::mutex mutex;
  std::condition_variable wake;
  bool stop = false;
  signal_watch signals(
      [&] {
        const std::lock_guard lock(mutex);
        stop = true;
        wake.notify_all();
      },
      [] {});

  std::string why;
  const auto mail = sandbox::server::start(how, why);
  if (!mail) {
    io.err << "host_sim sandbox: " << why << "\n";
    return exit_failed;
  }
  if (delay) mail->set_delivery_delay(std::chrono::milliseconds(*delay));
  for (const auto& pattern : line.texts("drop")) mail->drop_recipient(pattern);
  for (const auto& pattern : line.texts("junk")) mail->junk_recipient(pattern);
  for (const auto& pattern : line.texts("bounce")) mail->bounce_recipient(pattern);
  const auto ca_file = line.text("ca-file");
  if (!ca_file.empty() && !mail->write_ca(ca_file)) {
    io.err << "host_sim sandbox: --ca-file = " << engine::in_quotes(ca_file)
           << ": cannot be written; name a file in a writable folder\n";
    return exit_failed;
  }
  show(*mail, how, ca_file, line.has("json"), io);

  std::unique_lock lock(mutex);
  if (limit) {
    wake.wait_for(lock, std::chrono::milliseconds(*limit), [&] { return stop; });
  } else {
    wake.wait(lock, [&] { return stop; });
  }
  lock.unlock();
  mail->stop();
  return exit_done;
}

}  // namespace watchpost::cli
