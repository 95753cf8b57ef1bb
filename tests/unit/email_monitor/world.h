// A monitor without its ABI, a sandbox mail server, a disk in memory, and one clock for both that only the
// test moves.
#pragma once

#include "email_monitor/round_trip.h"
#include "sandbox/server.h"
#include "support/manual_clock.h"
#include "support/memory_state.h"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::email_monitor::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using watchpost::test::manual_clock;

// What survives a kill. The n-th commit from now may be told to be the last deed of the process, or to go
// wrong.
struct disk : watchpost::test::memory_state {
  enum class death { none, before, after };  // before or after the edits are on it

  death how = death::none;
  int commits_to_live = 0;
  int commits = 0;

  int good_commits = 0, bad_commits = 0;  // so many succeed, then so many do not
  bool silent = false;                    // those are not refused but answered later:
  std::vector<std::pair<edits, storage::answer>> unanswered;
  void answer(bool good);

  static constexpr const char* full = "database or disk is full";

  bool dead = false;           // the process, in its latest poll
  bool one_process = false;    // all polls are of one process ...
  std::optional<ledger> book;  // ... which keeps these
  std::shared_ptr<journal> durable;
};

class world {
 public:
  // `without`: what the servers do not know, see sandbox::options.
  explicit world(account_type account, std::vector<std::string> without = {});

  // A poll at the clock's time, scheduled for it. Nothing: the process died in it (see disk), and a new one
  // takes over.
  std::optional<poll_report> poll(disk& on, const configuration& config);

  // Polls of several monitors of one process, due together. `in` is a moment after each step, for mischief.
  struct participant {
    disk* on = nullptr;
    configuration config;
    milliseconds deadline = 50s;
    mail::net::cancellation cancel{};
  };
  std::vector<poll_report> polls(std::vector<participant> all, const std::function<void()>& in = {});

  // Moves the clock; the sandbox delivers what is due by then.
  void move(milliseconds by);

  configuration default_configuration() const;
  // Sets the clock of the mail servers, which otherwise shows our time, however ours is set.
  void set_server_clock(milliseconds ahead) { *skew = ahead.count(); }

  std::size_t in_mailbox() const { return server->messages(user).size(); }

  // One step of a process: what its loop has to do, or, when that is nothing, a little time.
  void wait_in(boost::asio::io_context& loop, mail::net::network& net);

  static constexpr const char* user = "probe@sandbox.test";
  static constexpr milliseconds interval = 60s;
  milliseconds deadline = 50s;  // of poll()
  account_type account;
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>(manual_clock::november);
  std::shared_ptr<std::atomic<std::int64_t>> skew = std::make_shared<std::atomic<std::int64_t>>(0);
  std::unique_ptr<sandbox::server> server;
  std::string ca_file;
};

}  // namespace watchpost::email_monitor::test
