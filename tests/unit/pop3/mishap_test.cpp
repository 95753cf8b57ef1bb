// A dialogue that is good, spoilt at each of its steps.
#include "dialogue.h"

#include <functional>
#include <sstream>

namespace watchpost::mail::pop3 {
namespace {

const std::string lockstep = signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours +
                             named(2, "b") + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n";
const std::string pipelined = pipelining_server + auth_plain + "C: UIDL\nS: +OK\n" + listing({"a", "b"}) +
                              "C: TOP 2 0\nC: UIDL 2\n" + ours + naming(2, "b") +
                              "C: DELE 2\nC: QUIT\nS: +OK\nS: +OK\n";
const std::string after_a_lost_bet = pipelining_server + auth_plain + "S: +OK\nC: UIDL\n" +
                                     listing({"a", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b") +
                                     "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n";
const std::string behind_stls = "S: +OK ready\nC: STLS\nS: +OK\nstart" +
                                lockstep.substr(0, lockstep.find("  S: +OK ready")) +
                                lockstep.substr(lockstep.find("  C: CAPA"));

std::vector<std::string> lines_of(const std::string& script) {
  std::vector<std::string> all;
  std::istringstream in(script);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

std::string first(const std::vector<std::string>& lines, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += lines[i] + "\n";
  return all;
}

struct plot {
  const char* name;
  const std::string* script;
  const std::string* again;  // of the connections that follow
  net::tls_mode mode;
};

class mishap : public testing::TestWithParam<plot> {
 protected:
  // The script once for each of its steps (each of the server's good answers), with `instead` in that place, in
  // this connection and in two more.
  void spoil(const std::string& instead, bool answers_only,
             const std::function<void(const failure&)>& expect) {
    const auto lines = lines_of(*GetParam().script);
    const auto more = lines_of(*GetParam().again);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (answers_only && lines[i].find("S: +OK") == std::string::npos) continue;
      SCOPED_TRACE("instead of line " + std::to_string(i) + ": " + lines[i]);
      const auto again = "next\n" + first(more, i) + instead;
      pop3_client c(first(lines, i) + instead + again + again);
      c.mode = GetParam().mode;
      const auto done = c.scan_and_remove(known({"a"}));
      ASSERT_FALSE(done);
      expect(done.error());
    }
  }
};

void expect_lost(const failure& f) { EXPECT_TRUE(f.why == cause::closed || f.why == cause::handshake) << f; }

TEST_P(mishap, none) {
  pop3_client c(*GetParam().script);
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST_P(mishap, stall_at_every_step) {
  const auto lines = lines_of(*GetParam().script);
  const auto more = lines_of(*GetParam().again);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    SCOPED_TRACE("stalls before " + lines[i]);
    pop3_client c(first(lines, i) + "stall\nnext\n" + first(more, i) + "stall\n");
    c.mode = GetParam().mode;
    const auto deadline = c.deadline();
    const auto done = c.scan_and_remove(known({"a"}));
    ASSERT_TRUE(fails(done, cause::timeout));
    EXPECT_LE(c.clock().now(), deadline);
    EXPECT_FALSE(c.network().remembered(c.server(), c.tls()).lockstep);
    expect_discreet(done.error());
  }
}

TEST_P(mishap, reset_at_every_step) {
  const auto steps = pop3_client(*GetParam().script).steps();
  for (std::size_t i = 0; i < steps; ++i) {
    SCOPED_TRACE("reset before step " + std::to_string(i));
    const auto again = "next\n" + *GetParam().again;
    pop3_client c(*GetParam().script + again + again, {.cut_before = i});
    const auto done = c.scan_and_remove(known({"a"}));
    ASSERT_FALSE(done);
    expect_lost(done.error());
    EXPECT_LE(c.connections(), 3U);
  }
}

TEST_P(mishap, close_at_every_step) { spoil("close\n", false, expect_lost); }

TEST_P(mishap, garbage_at_every_answer) { spoil("raw: \\x16\\x03\\0 geheim\\r\\n\n", true, expect_discreet); }

TEST_P(mishap, refusal_of_every_command) { spoil("S: -ERR [SYS/TEMP] geheim\n", true, expect_discreet); }

TEST_P(mishap, cancelled_at_every_step) {
  const auto lines = lines_of(*GetParam().script);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i + 1].starts_with("tls") || lines[i + 1].starts_with("starttls")) continue;
    SCOPED_TRACE("cancelled before " + lines[i]);
    pop3_client c(first(lines, i) + "cancel\nstall\n");
    c.mode = GetParam().mode;
    const auto done = c.scan_and_remove(known({"a"}));
    ASSERT_TRUE(fails(done, cause::cancelled));
    EXPECT_EQ(c.connections(), 1U);
  }
}

std::string name_of_plot(const testing::TestParamInfo<plot>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    scripts, mishap,
    testing::Values(plot{"lockstep", &lockstep, &lockstep, net::tls_mode::implicit},
                    plot{"pipelined", &pipelined, &after_a_lost_bet, net::tls_mode::implicit},
                    plot{"behind_stls", &behind_stls, &behind_stls, net::tls_mode::starttls}),
    name_of_plot);

}  // namespace
}  // namespace watchpost::mail::pop3
