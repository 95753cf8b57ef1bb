// An outbox on a disk, and a submitter whose server follows a script. One port speaks all protocols that the
// script does.
#pragma once

#include "mail_command/outbox/submitter.h"
#include "support/discretion.h"
#include "support/memory_state.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::test {

class mail_server {
 public:
  explicit mail_server(std::string_view script, watchpost::test::script_options options = {})
      : server(script, options) {
    settings.servers.submission.server = server.server();
    settings.servers.submission.tls = server.tls();
    settings.servers.submission.trust = server.trust();
    settings.servers.submission.ehlo_name = "client.test";
    settings.own_address = "box@a.test";
    settings.servers.protocol = account::account_type::pop3;
    settings.servers.retrieval.server = server.server();
    settings.servers.retrieval.tls = server.tls();
    settings.servers.retrieval.trust = server.trust();
    settings.servers.retrieval.user = {"box", "s3cret-word"};
    settings.servers.retrieval.allow_cleartext_login = true;
  }

  void put(std::string event, std::string from = {}) {
    outbox::outgoing_mail l;
    l.event = std::move(event);
    l.from = std::move(from);
    l.to = "duty@b.test";
    l.message_id = l.event + "@a.test";
    l.message = "Subject: " + l.event + "\r\n\r\nbody\r\n";
    outbox::acceptance got{};
    stored.write(out.put(std::move(l), now(), got));
    EXPECT_EQ(got, outbox::acceptance::queued);
  }

  outbox::submission_report round() {
    if (!man) {
      man.emplace(server.network(), settings, out, time,
                  [this](plugin::edits changes) { return commit(std::move(changes)); });
    }
    return server.run([&](auto&, auto cancel, auto&) {
      return man->round(server.deadline(), cancel, [&](outbox::submission_step s) { steps.push_back(s); });
    });
  }

  const outbox::queued_mail& at(std::uint64_t n) const { return out.mails().at(n); }
  std::int64_t now() { return server.clock().wall().count(); }
  void advance(std::chrono::milliseconds by) { server.clock().advance(by); }

  watchpost::test::scripted_session server;
  outbox::sending_settings settings;
  watchpost::test::memory_state stored;
  std::string damage;
  outbox::mail_queue out = outbox::mail_queue::load({}, {}, damage);
  host::timeline time{server.clock()};
  std::optional<outbox::submitter> man;
  std::vector<outbox::submission_step> steps;
  std::function<bool(const plugin::edits&)> refuses = [](const plugin::edits&) {
    return false;
  };  // the disk does

 private:
  mail::net::task<std::optional<std::string>> commit(plugin::edits changes) {
    if (refuses(changes)) co_return "disk full";
    stored.write(changes);
    co_return std::nullopt;
  }
};

}  // namespace watchpost::mail_command::test
