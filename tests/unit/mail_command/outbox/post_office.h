// An outbox on a disk, and a postman whose server follows a script. One port speaks all protocols that the
// script does.
#pragma once

#include "disk.h"
#include "mail_command/outbox/postman.h"
#include "support/discretion.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::test {

class post_office {
 public:
  explicit post_office(std::string_view script, watchpost::test::script_options options = {})
      : server(script, options) {
    how.servers.submission.server = server.server();
    how.servers.submission.tls = server.tls();
    how.servers.submission.trust = server.trust();
    how.servers.submission.ehlo_name = "client.test";
    how.own_address = "box@a.test";
    how.servers.protocol = watchpost::account::account_type::pop3;
    how.servers.retrieval.server = server.server();
    how.servers.retrieval.tls = server.tls();
    how.servers.retrieval.trust = server.trust();
    how.servers.retrieval.user = {"box", "s3cret-word"};
    how.servers.retrieval.allow_cleartext_login = true;
  }

  void put(std::string event, std::string from = {}) {
    letter l;
    l.event = std::move(event);
    l.from = std::move(from);
    l.to = "duty@b.test";
    l.message_id = l.event + "@a.test";
    l.message = "Subject: " + l.event + "\r\n\r\nbody\r\n";
    acceptance got{};
    on.write(out.put(std::move(l), now(), got));
    EXPECT_EQ(got, acceptance::queued);
  }

  posting_report round() {
    if (!man) {
      man.emplace(server.network(), how, out, time,
                  [this](edits changes) { return commit(std::move(changes)); });
    }
    return server.run([&](auto&, auto cancel, auto&) {
      return man->round(server.deadline(), cancel, [&](postman_step s) { steps.push_back(s); });
    });
  }

  const posting& at(std::uint64_t n) const { return out.postings().at(n); }
  std::int64_t now() { return server.clock().wall().count(); }
  void advance(std::chrono::milliseconds by) { server.clock().advance(by); }

  watchpost::test::scripted_session server;
  sending_settings how;
  disk on;
  std::string why;
  outbox out = outbox::load({}, {}, why);
  timeline time{server.clock()};
  std::optional<postman> man;
  std::vector<postman_step> steps;
  std::function<bool(const edits&)> refuses = [](const edits&) { return false; };  // the disk does

 private:
  mail::net::task<std::optional<std::string>> commit(edits changes) {
    if (refuses(changes)) co_return "disk full";
    on.write(changes);
    co_return std::nullopt;
  }
};

}  // namespace watchpost::mail_command::test
