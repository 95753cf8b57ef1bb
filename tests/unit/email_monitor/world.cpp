#include "world.h"

#include "email_monitor/identify.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

namespace asio = boost::asio;

constexpr milliseconds patience = 10ms;

class mortal_storage : public storage {
 public:
  explicit mortal_storage(disk& on) : disk_(on) {}

  void store(edits changes, answer done) override {
    ++disk_.commits;
    const bool last = disk_.how != disk::death::none && disk_.commits_to_live-- == 0;
    if (last) {
      if (disk_.how == disk::death::after) disk_.write(changes);
      disk_.dead = true;
      disk_.how = disk::death::none;
    } else if (disk_.bad_commits > 0 && disk_.good_commits-- <= 0) {
      --disk_.bad_commits;
      if (!disk_.silent) return done(disk::full);
      disk_.unanswered.emplace_back(std::move(changes), std::move(done));
    } else {
      disk_.write(changes);
      done(std::nullopt);
    }
  }

 private:
  disk& disk_;
};

struct mortal_journal final : mortal_storage, journal {
  explicit mortal_journal(disk& on) : mortal_storage(on), journal(static_cast<storage&>(*this)) {}
};

// The sandbox asks for its own kind of time.
class sandbox_time final : public sandbox::time_source {
 public:
  sandbox_time(std::shared_ptr<manual_clock> clock, std::shared_ptr<std::atomic<std::int64_t>> skew)
      : clock_(std::move(clock)), skew_(std::move(skew)) {}
  sandbox::time_point now() const override {
    return start_ + (clock_->now() - began_) + milliseconds(*skew_);
  }

 private:
  std::shared_ptr<manual_clock> clock_;
  std::shared_ptr<std::atomic<std::int64_t>> skew_;
  const sandbox::time_point start_{clock_->wall()};
  const mail::net::instant began_ = clock_->now();
};

// Lives as long as the coroutines that use it: a service goes after the handlers of its io_context.
class held_network final : public asio::execution_context::service {
 public:
  inline static asio::execution_context::id id;
  held_network(asio::execution_context& owner, const asio::any_io_executor& executor,
               const mail::net::clock& time)
      : service(owner), network(executor, time) {}
  mail::net::network network;
  mail::broker mailboxes{network};
  refusals refused;

 private:
  void shutdown() override {}
};

}  // namespace

void disk::answer(bool good) {
  for (const auto& [changes, done] : std::exchange(unanswered, {})) {
    if (good) write(changes);
    done(good ? std::nullopt : std::optional<std::string>(full));
  }
}

world::world(account_type of, std::vector<std::string> without) : account(of) {
  sandbox::options how;
  how.users = {{user, "secret"}};
  how.without = std::move(without);
  how.time = std::make_shared<sandbox_time>(clock, skew);
  how.limits.messages_per_mailbox = 60'000;
  std::string error;
  server = sandbox::server::start(how, error);
  EXPECT_TRUE(server) << error;
  ca_file = ::testing::TempDir() + "sandbox-ca-" + std::to_string(server->ports().imap) + ".pem";
  EXPECT_TRUE(server->write_ca(ca_file));
}

configuration world::default_configuration() const {
  const auto ports = server->ports();
  configuration p;
  p.instance = "test";
  p.from = user;
  p.to = user;
  p.submission.server = {"127.0.0.1", ports.submission};
  p.submission.trust.ca_file = ca_file;
  p.submission.auth.emplace(user, "secret");
  p.protocol = account;
  p.retrieval.server = {"127.0.0.1", account == account_type::imap ? ports.imap_tls : ports.pop3_tls};
  p.retrieval.trust.ca_file = ca_file;
  p.retrieval.user = {user, "secret"};
  p.retrieval.fields = identifying_fields();
  return p;
}

void world::move(milliseconds by) {
  for (; by > 0ms; by -= 1s) {
    clock->advance(std::min<milliseconds>(by, 1s));
    server->clock_advanced();
  }
}

void world::wait_in(asio::io_context& loop, mail::net::network& net) {
  // Nothing left to do but wait: time passes. A timer of about this patience or less would wake the loop in
  // real time, for ever.
  bool idle = loop.run_one_for(patience) == 0;
  if (idle) {  // so it may be because the server is slow
    server->settle();
    idle = loop.poll_one() == 0;
  }
  const auto next = net.next_timer();
  const bool soon = next && *next - clock->now() < 2 * patience;
  if (!idle && !soon) return;
  move(idle ? 500ms : std::max<milliseconds>(*next - clock->now(), 1ms));
  net.time_jumped();
}

std::optional<poll_report> world::poll(disk& on, const configuration& config) {
  std::string why;
  const bool goes_on = on.one_process && on.book;
  std::optional<ledger> book = goes_on ? on.book : ledger::load(on.entries, why);
  EXPECT_TRUE(book) << why;
  std::shared_ptr<journal> durable = goes_on ? on.durable : std::make_shared<mortal_journal>(on);
  on.dead = false;
  std::optional<poll_report> report;
  asio::io_context loop;
  auto& held = asio::make_service<held_network>(static_cast<asio::execution_context&>(loop),
                                                loop.get_executor(), *clock);
  const shared_services services{held.network, held.mailboxes, held.refused};
  recall_refusals(services, config, *book);
  const poll_request when{
      .deadline = clock->now() + deadline, .due = clock->wall().count(), .interval = interval};
  const mail::net::cancellation cancel;
  asio::co_spawn(loop, email_monitor::poll(services, config, *book, *durable, when, cancel),
                 [&](std::exception_ptr problem, poll_report r) {
                   if (problem) std::rethrow_exception(problem);
                   report = std::move(r);
                 });
  while (!report && !on.dead) wait_in(loop, held.network);
  if (on.one_process) {
    on.book = std::move(book);
    on.durable = std::move(durable);
  }
  return report;
}

std::vector<poll_report> world::polls(std::vector<participant> all, const std::function<void()>& in) {
  struct instance {
    std::optional<ledger> book;
    std::unique_ptr<mortal_journal> durable;
  };
  std::size_t ended = 0;
  std::vector<poll_report> reports(all.size());
  std::vector<instance> instances(all.size());
  asio::io_context loop;
  auto& held = asio::make_service<held_network>(static_cast<asio::execution_context&>(loop),
                                                loop.get_executor(), *clock);
  const shared_services services{held.network, held.mailboxes, held.refused};
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::string why;
    instances[i].book = ledger::load(all[i].on->entries, why);
    instances[i].durable = std::make_unique<mortal_journal>(*all[i].on);
    recall_refusals(services, all[i].config, *instances[i].book);
    const poll_request when{
        .deadline = clock->now() + all[i].deadline, .due = clock->wall().count(), .interval = interval};
    asio::co_spawn(loop,
                   email_monitor::poll(services, all[i].config, *instances[i].book, *instances[i].durable,
                                       when, all[i].cancel),
                   [&reports, &ended, i](std::exception_ptr problem, poll_report r) {
                     if (problem) std::rethrow_exception(problem);
                     reports[i] = std::move(r);
                     ++ended;
                   });
  }
  while (ended < all.size()) {
    wait_in(loop, held.network);
    if (in) in();
  }
  return reports;
}

}  // namespace watchpost::email_monitor::test
