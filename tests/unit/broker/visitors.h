// Users of one account at a scripted server: each looks for the mail with its name and removes that.
#pragma once

#include "mail/broker/broker.h"
#include "support/scripted_server.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gtest/gtest.h>

#include <string>

namespace watchpost::mail::test_broker {

struct visitor {
  std::string name;  // "X-Probe: NAME"
  position since;
  session_report report{};
  std::optional<result<mailbox_scan>> seen{};
  std::optional<result<std::uint32_t>> removed{};
};

inline matcher mail_of(const std::string& name) {
  return [name](const message_info& s) {
    return s.header.starts_with("X-Probe: " + name + "\r\n") ? interest::ours : interest::none;
  };
}

inline net::task<void> visit(mailbox& box, visitor& who, net::instant until, net::cancellation cancel) {
  who.seen = co_await box.scan(who.since, mail_of(who.name), until, cancel, who.report);
  if (!*who.seen) co_return;
  std::vector<std::string> ids;
  for (const auto& each : (*who.seen)->matches) ids.push_back(each.id);
  if (ids.empty())
    co_await box.leave();
  else
    who.removed = co_await box.remove(std::move(ids));
}

// Both ask at once.
inline net::task<result<void>> visit_together(broker& shared, bool pop3, access_settings how, visitor& one,
                                              visitor& two, net::instant until, net::cancellation cancel) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  const auto first = pop3 ? shared.pop3(how) : shared.imap(how);
  const auto second = pop3 ? shared.pop3(how) : shared.imap(how);
  co_await (visit(*first, one, until, cancel) && visit(*second, two, until, cancel));
  co_return result<void>{};
}

class server : public test::scripted_session {
 public:
  using scripted_session::scripted_session;

  access_settings how() {
    access_settings s;
    s.server = scripted_session::server();
    s.tls = tls();
    s.trust = trust();
    s.user = {"monitor", "geheim"};
    s.allow_cleartext_login = true;
    s.fields = {"X-Probe"};
    return s;
  }

  void serve(bool pop3, visitor& one, visitor& two) {
    const auto until = deadline();
    const auto settings = how();
    const result<void> done = run([&](net::network& net, net::cancellation cancel, session_report&) {
      return serve(net, pop3, settings, one, two, until, cancel);
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(unexpected(), "") << transcript();
  }

 private:
  static net::task<result<void>> serve(net::network& net, bool pop3, access_settings how, visitor& one,
                                       visitor& two, net::instant until, net::cancellation cancel) {
    broker shared(net);
    co_return co_await visit_together(shared, pop3, how, one, two, until, cancel);
  }
};

}  // namespace watchpost::mail::test_broker
