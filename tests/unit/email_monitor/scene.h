// A monitor, its mailbox and a poll at a time: for tests of what whole polls say.
#pragma once

#include "email_monitor/metrics.h"
#include "world.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchpost::email_monitor::test {

class scene : public ::testing::Test {
 protected:
  explicit scene(account_type account = account_type::imap, std::vector<std::string> without = {})
      : w(account, std::move(without)), config(w.default_configuration()) {}

  // One poll and then an interval.
  judgement step() {
    const auto report = w.poll(state, config);
    EXPECT_TRUE(report);
    if (!report) return {};
    EXPECT_EQ(report->seen.unstored, "");
    last = *report;
    w.move(world::interval);
    return judge(last.seen);
  }

  // What the host is told of the last poll.
  plugin::result result() const { return make_result(last, config, w.clock->wall().count() / 1000); }
  std::string fact(const std::string& key) const {
    for (const auto& f : result().facts)
      if (f.key == key) return f.value;
    return {};
  }

  // The newest message in the folder, taken out of it.
  std::string take(const std::string& folder = "INBOX") {
    const auto all = w.server->messages(world::user, folder);
    if (all.empty()) return {};
    w.server->remove(world::user, all.back().uid, folder);
    return all.back().bytes;
  }
  void put(const std::string& bytes) { w.server->inject(world::user, bytes); }

  world w;
  configuration config;
  disk state;
  poll_report last;
};

// `message` without its fields of that name.
inline std::string without_field(std::string message, const std::string& name) {
  for (auto at = message.find("\r\n" + name + ":"); at < message.find("\r\n\r\n");
       at = message.find("\r\n" + name + ":")) {
    auto end = message.find("\r\n", at + 2);
    while (message[end + 2] == ' ' || message[end + 2] == '\t') end = message.find("\r\n", end + 2);
    message.erase(at, end - at);
  }
  return message;
}

inline std::string with_field(const std::string& message, const std::string& field) {
  return field + "\r\n" + message;
}

inline std::string replaced(std::string text, const std::string& config, const std::string& by) {
  const auto at = text.find(config);
  EXPECT_NE(at, std::string::npos) << config << " in " << text;
  return at == std::string::npos ? text : text.replace(at, config.size(), by);
}

}  // namespace watchpost::email_monitor::test
