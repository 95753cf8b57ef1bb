// A long-lived client made of the mail library alone, as python_loop.py is one of Python's: what a round trip
// costs without a host around it.
//
//   mail_loop imap|pop3 submission|smtps resume|full COUNT REST < target
//
// REST: ms between two round trips. full: no TLS session is resumed, as on first contact, hourly and after
// failures. The target is a line "key=value" for each field of measurement.Target. Prints a line "CPU SUBMIT
// FETCH FLIGHTS FLIGHTS" for each round trip (ms: CPU time of the process, wall times of the halves; how
// often each half waited for the network), then the peak memory as /proc/self/status has it.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mail/imap/mailbox.h>
#include <mail/net/internals.h>
#include <mail/pop3/mailbox.h>
#include <mail/smtp/submit.h>
#include <map>
#include <stdexcept>
#include <thread>

namespace {

namespace asio = boost::asio;
namespace mail = watchpost::mail;
using namespace std::chrono_literals;
using fields = std::map<std::string, std::string>;

constexpr const char* token_field = "X-Round-Trip";
constexpr auto patience = 60s;

class system_clock final : public mail::net::clock {
 public:
  mail::net::instant now() const override { return read<std::chrono::steady_clock>(); }
  std::chrono::milliseconds wall() const override { return read<std::chrono::system_clock>(); }

 private:
  template <class Clock>
  static std::chrono::milliseconds read() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch());
  }
};

fields read_target(std::istream& in) {
  fields out;
  for (std::string line; std::getline(in, line);)
    if (const auto at = line.find('='); at != std::string::npos)
      out[line.substr(0, at)] = line.substr(at + 1);
  return out;
}

template <class T>
T checked(mail::result<T> outcome) {
  if (!outcome) throw std::runtime_error(to_string(outcome.error()));
  return std::move(*outcome);
}

class client {
 public:
  client(const fields& target, const std::string& protocol, const std::string& service)
      : user_(target.at("user")) {
    const mail::net::tls_settings trust{.verify = true, .ca_file = target.at("ca_file")};
    const mail::sasl::credentials who{user_, target.at("password")};
    submission_.server = {target.at("host"), port(target, service + "_port")};
    if (service == "smtps") submission_.tls = mail::net::tls_mode::implicit;
    submission_.trust = trust;
    submission_.auth = who;
    const bool imap = protocol == "imap";
    access_.server = {target.at("host"), port(target, imap ? "imaps_port" : "pop3s_port")};
    access_.trust = trust;
    access_.user = who;
    access_.fields = {token_field};
    box_ = imap ? mail::imap::make_mailbox(net_, access_) : mail::pop3::make_mailbox(net_, access_);
  }

  // The next handshakes are full ones.
  void forget_tls_sessions() { net_.internals().sessions = {}; }

  // Both return how often they waited for the network.
  std::uint32_t submit(const std::string& token) { return run(submitting(token)); }
  // Finds the message by its header field, deletes it and leaves. Throws when it is not there.
  std::uint32_t fetch(const std::string& token) { return run(fetching(token)); }

 private:
  using task = mail::net::task<void>;

  static std::uint16_t port(const fields& target, const std::string& key) {
    return static_cast<std::uint16_t>(std::stoi(target.at(key)));
  }

  std::uint32_t run(task work) {
    report_ = {};
    std::exception_ptr problem;
    asio::co_spawn(loop_, std::move(work), [&problem](std::exception_ptr thrown) { problem = thrown; });
    loop_.run();
    loop_.restart();
    if (problem) std::rethrow_exception(problem);
    return report_.flights;
  }

  task submitting(std::string token) {
    const mail::smtp::envelope who{.from = user_, .to = {user_}};
    const std::string message = "From: <" + user_ + ">\r\nTo: <" + user_ + ">\r\nSubject: Round trip " +
                                token + "\r\n" + token_field + ": " + token + "\r\nMessage-ID: <" + token +
                                "@example.test>\r\n\r\nThis message measures mail delivery.\r\n";
    auto taken =
        co_await mail::smtp::submit(net_, submission_, who, message, clock_.now() + patience, {}, report_);
    checked(std::move(taken));
  }

  task fetching(std::string token) {
    const mail::matcher ours = [&token](const mail::message_info& seen) {
      return seen.header.find(token) == std::string::npos ? mail::interest::none : mail::interest::ours;
    };
    auto seen = co_await box_->scan(position_, ours, clock_.now() + patience, {}, report_);
    mail::mailbox_scan found = checked(std::move(seen));
    if (found.matches.size() != 1)
      throw std::runtime_error(std::to_string(found.matches.size()) + " messages with " + token);
    std::vector<std::string> ids{found.matches.front().id};
    auto removed = co_await box_->remove(std::move(ids));
    checked(std::move(removed));
    position_ = std::move(found.next);
  }

  std::string user_;
  system_clock clock_;
  asio::io_context loop_;
  mail::net::network net_{loop_.get_executor(), clock_};
  mail::smtp::settings submission_;
  mail::access_settings access_;
  mail::session_report report_;  // outlives the sessions of box_
  std::unique_ptr<mail::mailbox> box_;
  mail::position position_ = mail::position_unknown;
};

void wait_for_delivery(const std::filesystem::path& maildir) {
  const auto fresh = maildir / "new";
  const auto until = std::chrono::steady_clock::now() + 30s;
  while (std::chrono::steady_clock::now() < until) {
    if (std::filesystem::exists(fresh) && !std::filesystem::is_empty(fresh)) return;
    std::this_thread::sleep_for(2ms);
  }
  throw std::runtime_error("nothing arrived in " + fresh.string());
}

struct cost {
  double cpu_ms = 0, wall_ms = 0;
  std::uint32_t flights = 0;
};

double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

template <class Work>
cost timed(Work work) {
  const double before = cpu_ms();
  const auto started = std::chrono::steady_clock::now();
  const std::uint32_t flights = work();
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - started;
  return {cpu_ms() - before, wall.count(), flights};
}

void measure(client& peer, const fields& target, bool full, int count, std::chrono::milliseconds rest) {
  for (int i = 0; i <= count; ++i) {
    const std::string token =
        std::to_string(std::chrono::system_clock::now().time_since_epoch().count()) + '-' + std::to_string(i);
    std::this_thread::sleep_for(rest);
    if (full) peer.forget_tls_sessions();
    const cost submit = timed([&] { return peer.submit(token); });
    wait_for_delivery(target.at("maildir"));
    const cost fetch = timed([&] { return peer.fetch(token); });
    // The first one reads the authorities and makes full handshakes, as a long-lived client does but once.
    if (i > 0)
      std::printf("%.4f %.4f %.4f %u %u\n", submit.cpu_ms + fetch.cpu_ms, submit.wall_ms, fetch.wall_ms,
                  submit.flights, fetch.flights);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: mail_loop imap|pop3 submission|smtps resume|full COUNT REST < target\n");
    return 2;
  }
  try {
    const fields target = read_target(std::cin);
    client peer(target, argv[1], argv[2]);
    measure(peer, target, std::string(argv[3]) == "full", std::stoi(argv[4]),
            std::chrono::milliseconds(std::stoi(argv[5])));
    std::ifstream status("/proc/self/status");  // a child's rusage would begin with its parent's size
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM")) std::printf("%s\n", line.c_str());
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "mail_loop: %s\n", problem.what());
    return 1;
  }
}
