// A service without its ABI, a sandbox mail server, a host in memory, and one clock for all that only the
// test moves.
#pragma once

#include "mail_command/service.h"
#include "mortal_host.h"
#include "sandbox/server.h"
#include "support/manual_clock.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace watchpost::mail_command::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

using watchpost::test::manual_clock;

struct mail_in {
  std::string from = "tanaka@sandbox.test";
  std::string subject = "command";
  std::string body;
  std::string id{};      // of the Message-ID, before the '@'; empty: a new one
  std::string fields{};  // further header lines, each with CRLF
  milliseconds age{0};   // of Date and arrival
};

class world {
 public:
  explicit world(account::account_type account = account::account_type::imap, sandbox::options settings = {});

  // Puts a mail into the account.
  void mail(const mail_in& message);

  // One process that reads the account once and goes on until nothing is left to be sent. False: it died.
  bool process() { return process({}); }
  // The same, until `enough` as well, for at most an hour of its time.
  bool process(const std::function<bool(const service&)>& enough);
  // The same with so many polls, one each `interval`, instead of one; after each, `then` with its number.
  bool process_polls(int count, milliseconds interval, const std::function<void(int)>& then = {});
  // The same with an event of the host taken before that; where it is not taken, it comes again after ten
  // seconds.
  bool process_event(const abi::event& e, const std::function<bool(const service&)>& enough = {});

  // The texts of answers and alarm mails that `to` has, oldest first; decoded bodies.
  std::vector<std::string> mails(const std::string& to = "tanaka@sandbox.test") const;
  std::string last_mail(const std::string& to = "tanaka@sandbox.test") const;
  std::size_t in_account() const { return server->messages(box).size(); }

  // The level is too high, for the seventh time: the event that the host has for those who are to be told.
  abi::event raise_alarm(const std::vector<std::string>& to);

  void move(milliseconds by);
  // The running process dies.
  void kill() { killed_ = true; }

  static constexpr const char* box = "box@sandbox.test";
  static constexpr const char* tanaka = "tanaka@sandbox.test";
  static constexpr const char* suzuki = "suzuki@sandbox.test";

  runtime::configuration config;
  disk on;
  std::optional<intake::received> last;  // of the latest poll
  std::vector<intake::received> polls;   // of the latest process_polls()
  runtime::work_counts counts;           // of the latest process
  std::vector<std::string> steps;        // that it told
  std::function<void(const std::string&)> on_step;
  // Mails that were gone from the account while nothing on the disk told of them.
  std::set<std::string> removed_untold;
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>(manual_clock::november);
  std::unique_ptr<sandbox::server> server;

  void allow(const std::vector<std::string>& rows, const std::vector<std::string>& totp = {});

 private:
  using work = std::function<mail::net::task<void>(service&, mail::net::network&)>;
  bool run(const work& first, const std::function<bool(const service&)>& enough);

  void look_for_removed();

  int next_id_ = 1;
  std::set<std::string> mails_;  // Message-IDs
  bool killed_ = false;
};

// As our own server writes it about mail whose DKIM signature covers these fields.
std::string proven(const std::string& covers = "from:to:date:message-id:subject:content-type");

// The first code of letters and digits that a mail tells; empty: none.
std::string code_in(const std::string& outgoing_mail);

}  // namespace watchpost::mail_command::test
