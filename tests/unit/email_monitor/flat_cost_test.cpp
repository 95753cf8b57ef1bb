// What a poll costs does not grow with the mail of others: commands and bytes are counted at the sandbox.
#include "mail/imap/mailbox.h"
#include "world.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t few = 10, many = 50'000;
constexpr int polls = 3;

struct cost {
  std::uint64_t sign_ins = 0, commands = 0, received = 0, sent = 0;  // at the server
};

cost operator-(const sandbox::protocol_counters& after, const sandbox::protocol_counters& before) {
  return {after.sign_ins - before.sign_ins, after.commands - before.commands,
          after.received - before.received, after.sent - before.sent};
}

// UIDs of as many digits in either case: `many` came, and only the last `left` are still there.
void fill(world& w, std::uint32_t left, const char* folder = "INBOX") {
  for (std::uint32_t i = 1; i <= many; ++i) {
    const auto uid = w.server->inject(
        world::user, "Subject: foreign\r\nMessage-ID: <f@foreign.test>\r\n\r\nx\r\n", folder);
    if (i <= many - left) w.server->remove(world::user, uid, folder);
  }
  ASSERT_EQ(w.server->messages(world::user, folder).size(), left);
}

sandbox::protocol_counters counted(world& w, sandbox::protocol config) {
  EXPECT_TRUE(w.server->wait_until(
      [&](const sandbox::server& s) { return s.count().of(config).open_sessions == 0; }, 1min));
  return w.server->count().of(config);
}

// Of polls that each find and delete the probe of the one before.
cost cost_of_polls(account_type account, std::uint32_t foreign) {
  world w(account);
  fill(w, foreign);
  const auto config = account == account_type::imap ? sandbox::protocol::imap : sandbox::protocol::pop3;
  disk state;
  const auto step = [&] {
    const auto report = w.poll(state, w.default_configuration());
    EXPECT_TRUE(report && report->seen.submitted);
    w.move(world::interval);
    return report.value_or(poll_report{});
  };
  step();
  step();
  const std::string position = state.entries.at("position");
  const auto before = counted(w, config);
  for (int i = 0; i < polls; ++i) {
    const auto report = step();
    EXPECT_EQ(report.own_deleted, 1U);
    EXPECT_EQ(report.foreign_seen, 0U);
  }
  // POP3: not stored again while the mail of others stays; at most 8 bytes of hash a message, in base64.
  if (account == account_type::pop3) {
    EXPECT_EQ(state.entries.at("position"), position);
  }
  EXPECT_LE(position.size(), 200 + (account == account_type::pop3 ? foreign * 11 : 0));
  return counted(w, config) - before;
}

TEST(FlatCost, OfAnImapPoll) {
  const cost small = cost_of_polls(account_type::imap, few);
  const cost large = cost_of_polls(account_type::imap, many);
  EXPECT_EQ(small.sign_ins, polls);
  EXPECT_EQ(large.sign_ins, polls);
  EXPECT_EQ(large.commands, small.commands);
  EXPECT_EQ(large.received, small.received);
  // Of each poll EXISTS, the number of the probe in FETCH and in EXPUNGE: three digits more.
  EXPECT_GE(large.sent, small.sent);
  EXPECT_LE(large.sent, small.sent + polls * 3 * 5);
}

TEST(FlatCost, OfAPop3PollIsOneListing) {
  const cost small = cost_of_polls(account_type::pop3, few);
  const cost large = cost_of_polls(account_type::pop3, many);
  EXPECT_EQ(large.sign_ins, small.sign_ins);
  EXPECT_EQ(large.commands, small.commands);
  // The number of the probe in TOP and DELE.
  EXPECT_LE(large.received, small.received + polls * 2 * 5);
  // "12345 1795342400.12345\r\n"
  const std::uint64_t most = polls * (many - few) * 26 + polls * 100;
  EXPECT_LE(large.sent - small.sent, most);
}

// One session of a mailbox with folders, on the world's clock.
class folder_session {
 public:
  explicit folder_session(world& w) : world_(w), net_(loop_.get_executor(), *w.clock) {
    auto how = w.default_configuration().retrieval;
    how.folders = {"Archive"};
    box_ = mail::imap::make_mailbox(net_, how);
  }

  mail::mailbox_scan scan_folders(const std::string& since) {
    std::optional<mail::result<mail::mailbox_scan>> seen;
    asio::co_spawn(loop_, look(since, seen), asio::detached);
    loop_.restart();
    loop_.run();
    if (!seen || !*seen) {
      ADD_FAILURE() << (seen ? to_string(seen->error()) : "nothing");
      return {};
    }
    return **seen;
  }

 private:
  mail::net::task<void> look(std::string since, std::optional<mail::result<mail::mailbox_scan>>& into) {
    const mail::matcher ours = [](const mail::message_info& s) {
      return s.header.find("<ours@") != s.header.npos ? mail::interest::ours : mail::interest::none;
    };
    const auto until = world_.clock->now() + 50s;
    const auto inbox = co_await box_->scan("", ours, until, cancel_, report_);
    if (inbox) {
      auto seen = co_await box_->scan_folders(since, ours);
      into.emplace(std::move(seen));
    }
    co_await box_->leave();
  }

  world& world_;
  asio::io_context loop_;
  mail::net::network net_;
  mail::net::cancellation cancel_;
  mail::session_report report_;
  std::unique_ptr<mail::mailbox> box_;
};

struct folder_costs {
  cost quiet, finding;
};

folder_costs costs_of_folders(std::uint32_t foreign) {
  world w(account_type::imap);
  EXPECT_TRUE(w.server->add_folder(world::user, "Archive"));
  for (const char* folder : {"Junk", "Archive"}) fill(w, foreign, folder);
  folder_session session(w);
  std::string position = session.scan_folders("").next;
  EXPECT_LE(position.size(), 200U);

  folder_costs all;
  auto before = counted(w, sandbox::protocol::imap);
  const auto quiet = session.scan_folders(position);
  EXPECT_EQ(quiet.read, 0U);
  EXPECT_EQ(quiet.next, position);
  auto after = counted(w, sandbox::protocol::imap);
  all.quiet = after - before;

  w.server->inject(world::user, "Message-ID: <ours@sandbox.test>\r\n\r\nx\r\n", "Junk");
  before = counted(w, sandbox::protocol::imap);
  const auto found = session.scan_folders(position);
  EXPECT_EQ(found.read, 1U);
  EXPECT_EQ(found.matches.size(), 1U);
  all.finding = counted(w, sandbox::protocol::imap) - before;
  return all;
}

TEST(FlatCost, OfTheFoldersBesideInbox) {
  const folder_costs small = costs_of_folders(few), large = costs_of_folders(many);
  EXPECT_EQ(large.quiet.commands, small.quiet.commands);
  EXPECT_EQ(large.quiet.received, small.quiet.received);
  EXPECT_EQ(large.quiet.sent, small.quiet.sent + 2 * 3);  // MESSAGES of either folder
  EXPECT_EQ(large.finding.commands, small.finding.commands);
  EXPECT_EQ(large.finding.received, small.finding.received);
  EXPECT_EQ(large.finding.sent, small.finding.sent + 4 * 3);  // and EXISTS and FETCH in Junk
}

}  // namespace
}  // namespace watchpost::email_monitor::test
