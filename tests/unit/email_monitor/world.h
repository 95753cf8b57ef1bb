// A monitor without its ABI, a sandbox mail server, a disk in memory, and one clock for both that only the
// test moves.
#pragma once

#include "plugins/email_monitor/round_trip.h"
#include "sandbox/server.h"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::email_monitor::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Wall and monotonic time in one; starts at 2026-11-22T10:13:20Z.
class hand_clock final : public mail::net::clock {
 public:
  mail::net::instant now() const override { return milliseconds(ms_); }
  milliseconds wall() const override { return milliseconds(1795342400000 + ms_); }
  void move(milliseconds by) { ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> ms_{1'000'000};
};

// What survives a kill. The n-th commit from now may be told to be the last deed of the process.
struct disk {
  enum class death { none, before, after };  // before or after the edits are on it

  std::map<std::string, std::string> entries;
  death how = death::none;
  int commits_to_live = 0;
  int commits = 0;
};

class world {
 public:
  explicit world(account_type account);

  // A poll at the clock's time, scheduled for it. Nothing: the process died in it (see disk), and a new one
  // takes over.
  std::optional<poll_report> poll(disk& on, const plan& what);

  // Moves the clock; the sandbox delivers what is due by then.
  void move(milliseconds by);

  plan default_plan() const;
  std::size_t in_mailbox() const { return server->messages(user).size(); }

  static constexpr const char* user = "probe@sandbox.test";
  static constexpr milliseconds interval = 60s;
  account_type account;
  std::shared_ptr<hand_clock> clock = std::make_shared<hand_clock>();
  std::unique_ptr<sandbox::server> server;
  std::string ca_file;
};

}  // namespace watchpost::email_monitor::test
