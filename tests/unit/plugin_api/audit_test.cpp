// The log of decisions, as a plugin sees it.
#include "fake_host.hpp"

#include <watchpost/cpp/audit.hpp>

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace {

using namespace watchpost;

class Audit : public testing::Test {
 protected:
  test::fake_host fake_;
  plugin::host_ref host_{fake_.abi()};

  plugin::status append(const plugin::audit_log& audit) {
    std::promise<plugin::status> done;
    audit.append("command.refused", {{"from", "a@example.com"}, {"why", "stranger"}},
                 [&](plugin::status f) { done.set_value(std::move(f)); });
    return done.get_future().get();
  }
};

TEST_F(Audit, appends) {
  EXPECT_FALSE(append(plugin::audit_log(host_)));
  EXPECT_EQ(fake_.audited, std::vector<std::string>{"command.refused from=a@example.com why=stranger"});
}

TEST_F(Audit, failures_are_told_once) {
  const plugin::audit_log audit(host_);
  fake_.commit_status = WP_E_IO;
  EXPECT_EQ(append(audit)->text, "no space left");
  fake_.accept_commit = WP_E_LIMIT;
  EXPECT_EQ(append(audit)->status, WP_E_LIMIT);
}

TEST_F(Audit, a_failure_that_nobody_waits_for_is_logged) {
  const plugin::audit_log audit(host_);
  fake_.commit_status = WP_E_IO;
  audit.append("e", {});
  fake_.join();
  EXPECT_TRUE(fake_.logged("audit: no space left"));
  audit.append("e", {}, [](plugin::status) { throw std::runtime_error("swallowed"); });
  fake_.join();
}

TEST_F(Audit, a_host_without_the_service_is_no_crash) {
  fake_.has_audit = false;
  const plugin::audit_log audit(host_);
  EXPECT_FALSE(audit.available());
  EXPECT_EQ(append(audit)->status, WP_E_UNSUPPORTED);
}

}  // namespace
