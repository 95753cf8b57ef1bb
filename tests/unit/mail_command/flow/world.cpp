#include "world.h"

#include "mail/message/header.h"
#include "mail/message/mime.h"
#include "mail_command/intake/screen.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace watchpost::mail_command::test {
namespace {

namespace asio = boost::asio;

constexpr milliseconds patience = 2ms;
constexpr milliseconds interval = 10min;

// The sandbox asks for its own kind of time.
class sandbox_time final : public sandbox::time_source {
 public:
  explicit sandbox_time(std::shared_ptr<manual_clock> clock) : clock_(std::move(clock)) {}
  sandbox::time_point now() const override { return sandbox::time_point(clock_->wall()); }

 private:
  std::shared_ptr<manual_clock> clock_;
};

// Lives as long as the coroutines that use it: a service goes after the handlers of its io_context.
class held_network final : public asio::execution_context::service {
 public:
  inline static asio::execution_context::id id;
  held_network(asio::execution_context& owner, const asio::any_io_executor& executor,
               const mail::net::clock& time)
      : service(owner), network(executor, time) {}
  mail::net::network network;

 private:
  void shutdown() override {}
};

}  // namespace

world::world(account::account_type account, sandbox::options settings) {
  settings.users = {{box, "secret"}, {tanaka, "secret"}, {suzuki, "secret"}};
  settings.time = std::make_shared<sandbox_time>(clock);
  std::string error;
  server = sandbox::server::start(settings, error);
  EXPECT_TRUE(server) << error;
  const std::string ca = ::testing::TempDir() + "command-ca-" + std::to_string(server->ports().imap) + ".pem";
  EXPECT_TRUE(server->write_ca(ca));

  runtime::configuration& p = config;
  p.instance = "plant";
  p.address = box;
  p.protocol = account;
  p.retrieval.server = {"127.0.0.1", account == account::account_type::imap ? server->ports().imap_tls
                                                                            : server->ports().pop3_tls};
  p.retrieval.trust.ca_file = ca;
  p.retrieval.user = {box, "secret"};
  p.retrieval.fields = {"Message-ID", "Date"};
  p.retrieval.whole_body = 65'536;
  p.submission.server = {"127.0.0.1", server->ports().submission};
  p.submission.trust.ca_file = ca;
  p.submission.auth.emplace(box, "secret");
  p.freshness = 15min;
  p.confirm_expires = 15min;
  p.pulse = 1s;
  config.alarm_mail.own = box;
  config.alarm_mail.name = "plant";
  config.alarm_mail.zone = [](std::int64_t) { return 0; };
  allow(
      {"tanaka@sandbox.test operate * assurance=address", "suzuki@sandbox.test operate * assurance=address"});
  on.add("pump1", point::kind::digital, false);
  on.add("level", point::kind::analog, 12.5);
  on.entries["position"] = R"({"v":1})";  // not the first start
  on.watch = [this] { look_for_removed(); };
}

void world::allow(const std::vector<std::string>& rows, const std::vector<std::string>& totp) {
  identity::rule_rows all;
  all.allow.assign(rows.begin(), rows.end());
  all.totp.assign(totp.begin(), totp.end());
  all.authserv = "mx.sandbox.test received=1";
  std::vector<rows::fault> faults;
  config.rules = read_rules(all, faults);
  for (const auto& f : faults) EXPECT_TRUE(f.warning) << f.key << ' ' << f.text;
}

void world::mail(const mail_in& message) {
  const auto when = (clock->wall() - message.age).count() / 1000;
  const std::string date = mail::message::format_date(when);
  const std::string id = message.id.empty() ? "m" + std::to_string(next_id_++) : message.id;
  std::string text = "Received: from client by mx; " + date + "\r\nFrom: " + message.from + "\r\nTo: " + box +
                     "\r\nSubject: " + message.subject + "\r\nDate: " + date + "\r\nMessage-ID: <" + id +
                     "@sandbox.test>\r\n" + message.fields + "\r\n";
  for (const char c : message.body) {
    if (c == '\n') text += '\r';
    text += c;
  }
  text += "\r\n";
  EXPECT_NE(server->inject(box, text), 0U);
  mails_.insert(id + "@sandbox.test");
}

void world::look_for_removed() {
  std::set<std::string> gone = mails_;
  for (const auto& m : server->messages(box))
    gone.erase(intake::message_id_of(mail::message::header_fields(m.bytes)));
  const auto told = [&](const std::string& id) {
    return on.entries.contains("seen." + journal::mail_id(id, {}));
  };
  // Mail that proves nothing is told by its place.
  auto by_place = std::count_if(on.entries.begin(), on.entries.end(),
                                [](const auto& entry) { return entry.first.starts_with("seen."); }) -
                  std::count_if(mails_.begin(), mails_.end(), told);
  for (const auto& id : gone)
    if (!told(id) && by_place-- <= 0) removed_untold.insert(id);
}

abi::event world::raise_alarm(const std::vector<std::string>& to) {
  alarm::alarm_rows rows;
  rows.to.assign(to.begin(), to.end());
  std::vector<rows::fault> faults;
  config.alarm = alarm::read_alarm_rules(rows, faults);
  on.points.at("level").now.alarm = point::alarm::active;
  on.points.at("level").now.occurrence = 7;
  abi::event e;
  e.kind = abi::event_kind::point_raised;
  e.key = "p/7";
  e.source = "level";
  e.title = "Level";
  e.state = abi::state::critical;
  e.text = "too high";
  e.alarm = "7";
  e.wall_ms = clock->wall().count();
  return e;
}

void world::move(milliseconds by) {
  for (; by > 0ms; by -= 1s) {
    clock->advance(std::min<milliseconds>(by, 1s));
    server->clock_advanced();
  }
}

bool world::process(const std::function<bool(const service&)>& enough) {
  const auto poll = [this](service& o, mail::net::network&) -> mail::net::task<void> {
    const intake::reading_round when{clock->now() + 60s, interval, {}};
    last = co_await o.poll(when);
  };
  return run(poll, enough);
}

bool world::process_polls(int count, milliseconds every, const std::function<void(int)>& then) {
  polls.clear();
  const auto all = [&](service& o, mail::net::network& net) -> mail::net::task<void> {
    const auto begun = clock->now();
    for (int i = 0; i < count; ++i) {
      const auto due = co_await mail::net::wait_until(net, begun + i * every, {});
      EXPECT_TRUE(due);
      const intake::reading_round when{clock->now() + 60s, every, {}};
      polls.push_back(co_await o.poll(when));
      if (then) then(i);
    }
  };
  return run(all, {});
}

bool world::process_event(const abi::event& e, const std::function<bool(const service&)>& enough) {
  const auto take = [&](service& o, mail::net::network& net) -> mail::net::task<void> {
    while (co_await o.take(e)) {
      const auto again = co_await mail::net::wait_until(net, clock->now() + 10s, {});
      EXPECT_TRUE(again);
    }
    EXPECT_TRUE(on.tells("alarm", e.key)) << "taken, and not on the disk";
  };
  return run(take, enough);
}

bool world::run(const work& first, const std::function<bool(const service&)>& enough) {
  mortal_host host(on, [this] { return clock->wall().count(); });
  std::unique_ptr<service> o;
  auto loop = std::make_unique<asio::io_context>();
  auto& net = asio::make_service<held_network>(static_cast<asio::execution_context&>(*loop),
                                               loop->get_executor(), *clock)
                  .network;
  o = std::make_unique<service>(net, config, host, on.load(config.answers_per_hour));
  steps.clear();
  killed_ = false;
  o->tell_steps([&] {
    steps.push_back(o->live().text());
    if (on_step) on_step(steps.back());
  });
  bool over = false;
  const auto raise = [](const std::exception_ptr& e) {
    if (e) std::rethrow_exception(e);
  };
  asio::co_spawn(*loop, o->tend(), raise);
  asio::co_spawn(*loop, o->send(), raise);
  asio::co_spawn(*loop, first(*o, net), [&](const std::exception_ptr& e) {
    raise(e);
    over = true;
  });
  const auto until = clock->now() + 2h;
  const auto finished = [&] {
    const bool satisfied = !enough || enough(*o);
    return satisfied && over && o->state().outbox.waiting() == 0 && o->state().open.empty();
  };
  while (!host.dead() && !killed_ && !finished()) {
    if (clock->now() >= until) {
      ADD_FAILURE() << "the process came to no end; " << o->live().text() << ' ' << o->live().sending.failure
                    << ' ' << o->state().outbox.waiting();
      break;
    }
    if (loop->run_one_for(patience) != 0) continue;
    server->settle();
    if (loop->poll_one() != 0) continue;
    const auto next = net.next_timer();
    move(next ? std::clamp<milliseconds>(*next - clock->now(), 1ms, 10s) : milliseconds(500ms));
    net.time_jumped();
  }
  counts = o->live().counts;
  loop.reset();
  o.reset();
  look_for_removed();
  return !host.dead() && !killed_;
}

std::vector<std::string> world::mails(const std::string& to) const {
  std::vector<std::string> all;
  for (const auto& m : server->messages(to)) {
    const auto mime = mail::message::read_mime(m.bytes);
    const auto subject = mail::message::field(m.bytes, "Subject");
    all.push_back("Subject: " + subject.value_or("") + "\n" +
                  (mime && !mime->parts.empty() ? mime->parts.front().content : ""));
  }
  return all;
}

std::string proven(const std::string& covers) {
  return "Authentication-Results: mx.sandbox.test; dmarc=pass header.from=sandbox.test; dkim=pass "
         "header.d=sandbox.test\r\nDKIM-Signature: d=sandbox.test; h=" +
         covers + "; b=AbCdEfGhIj\r\n";
}

std::string code_in(const std::string& outgoing_mail) {
  static const std::regex form("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}");
  std::smatch found;
  return std::regex_search(outgoing_mail, found, form) ? found.str() : std::string();
}

std::string world::last_mail(const std::string& to) const {
  const auto all = mails(to);
  return all.empty() ? std::string() : all.back();
}

}  // namespace watchpost::mail_command::test
