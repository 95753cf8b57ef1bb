// What is kept of a dialogue, and what it looks like; and what the transport itself tells.
#include "mail/transcript.h"

#include "client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace watchpost::mail {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// The lines of a text without their times.
std::vector<std::string> lines_of(const transcript& t) {
  std::vector<std::string> out;
  std::istringstream in(t.text());
  for (std::string line; std::getline(in, line);) {
    EXPECT_GE(line.size(), 12U) << line;
    out.push_back(line.substr(12));
  }
  return out;
}

TEST(transcript, is_a_line_each) {
  transcript t;
  EXPECT_TRUE(t.empty());
  EXPECT_EQ(t.text(), "");
  t.note(stage::connect, "connected to 127.0.0.1:25");
  t.server(stage::greeting, "220 mx");
  t.client(stage::sender, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
  t.client(stage::data, "");
  EXPECT_FALSE(t.empty());
  EXPECT_EQ(lines_of(t),
            (std::vector<std::string>{"connect       -- connected to 127.0.0.1:25", "greeting      S: 220 mx",
                                      "sender        C: MAIL FROM:<a@b>", "sender        C: RCPT TO:<c@d>",
                                      "data          C: "}));
}

TEST(transcript, starts_with_the_time_since_its_first_line) {
  transcript t;
  const auto before = transcript::clock::now();
  t.server(stage::greeting, "220 mx");
  EXPECT_GE(t.began(), before);
  EXPECT_THAT(t.text(), ::testing::StartsWith("     0.000  greeting"));
}

TEST(transcript, shows_what_cannot_be_shown) {
  transcript t;
  t.server(stage::greeting, std::string_view("a\0\x1b[31m\xff\xe5\xb7\xa5\xc2\x85z\t", 15));
  EXPECT_THAT(t.text(), EndsWith("S: a\\x00\\x1b[31m\\xff\xe5\xb7\xa5\\xc2\\x85z\\x09\n"));
}

TEST(transcript, cuts_long_lines) {
  transcript t;
  t.server(stage::greeting, std::string(transcript::max_line + 7, 'x'));
  EXPECT_THAT(t.text(), EndsWith("S: " + std::string(transcript::max_line, 'x') + " <7 bytes more>\n"));
}

TEST(transcript, keeps_beginning_and_end_of_a_long_dialogue) {
  transcript t;
  constexpr int all = 10'000;
  for (int i = 0; i < all; ++i) t.server(stage::find, "* " + std::to_string(i) + " FETCH");
  const auto kept = lines_of(t);
  EXPECT_THAT(kept.front(), HasSubstr("* 0 FETCH"));
  EXPECT_THAT(kept.back(), HasSubstr("* 9999 FETCH"));
  EXPECT_EQ(kept.size() - 1 + t.left_out(), static_cast<std::size_t>(all));
  EXPECT_THAT(kept, ::testing::Contains("<" + std::to_string(t.left_out()) + " lines left out>"));
  EXPECT_GT(kept.size(), 300U);
  std::size_t bytes = 0;
  for (const auto& line : kept) bytes += line.size();
  EXPECT_LE(bytes, transcript::max_size);
  int gaps = 0;
  for (std::size_t i = 1; i < kept.size(); ++i) gaps += kept[i].front() == '<';
  EXPECT_EQ(gaps, 1);
}

TEST(transcript, loses_no_line_before_it_is_full) {
  for (const std::size_t size : {0U, 1U, 100U, 999U}) {
    transcript t;
    std::size_t count = 0;
    while (t.left_out() == 0) {
      t.client(stage::find, std::to_string(count) + std::string(size, 'x'));
      ++count;
      ASSERT_EQ(lines_of(t).size() + t.left_out() - (t.left_out() > 0 ? 1 : 0), count) << size;
      if (count > 600) break;
    }
  }
}

using net::read_line;
using test::scripted_session;

TEST(transcript, of_a_transport_tells_of_the_connection) {
  scripted_session s("tls\nS: * OK\nnext\ntls\nreset\n");
  ASSERT_TRUE(read_line(s));
  const auto& t = s.report().transcript;
  EXPECT_THAT(t.text(), HasSubstr("-- connected to " + s.report().address));
  EXPECT_THAT(t.text(), HasSubstr("-- TLSv1.3 " + s.report().tls->cipher + ", certificate verified\n"));
  ASSERT_FALSE(read_line(s));
  EXPECT_THAT(s.report().transcript.text(), HasSubstr("-- greeting: closed"));
}

TEST(transcript, of_a_refused_connection_tells_why) {
  scripted_session s("");
  net::connect_options how = net::options_for(s);
  how.server.port = 1;
  ASSERT_FALSE(read_line(s, how));
  EXPECT_THAT(s.report().transcript.text(),
              EndsWith("-- connect: refused 111: 127.0.0.1:1: Connection refused\n"));
}

TEST(route, tells_the_answer_and_the_attempts) {
  scripted_session s("S: 220 x\n", {.patience = std::chrono::seconds(2)});
  net::connect_options how = net::options_for(s);
  how.server.host = "localhost";
  ASSERT_TRUE(read_line(s, how));
  ASSERT_EQ(s.report().routes.size(), 1U);
  const route& way = s.report().routes[0];
  EXPECT_EQ(way.host, "localhost");
  EXPECT_THAT(way.addresses, ::testing::Contains("127.0.0.1"));
  ASSERT_FALSE(way.attempts.empty());
  EXPECT_EQ(way.attempts.back().end, "connected");
  EXPECT_EQ(way.attempts.back().address, s.report().address);
}

TEST(route, is_there_when_there_was_no_answer) {
  scripted_session s("", {.patience = std::chrono::seconds(2)});
  net::connect_options how = net::options_for(s);
  how.server.host = "no..name";
  ASSERT_FALSE(read_line(s, how));
  ASSERT_EQ(s.report().routes.size(), 1U);
  EXPECT_EQ(s.report().routes[0].host, "no..name");
  EXPECT_TRUE(s.report().routes[0].addresses.empty());
}

TEST(observer, hears_of_each_stage_when_it_ends) {
  scripted_session s("tls\nS: * OK\n");
  std::string heard;
  const auto got = s.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    report.observer = [&](const session_report& so_far, stage at, std::chrono::microseconds) {
      heard += std::string(name(at)) + (so_far.tls ? " with tls, " : ", ");
    };
    return net::first_line(net, net::options_for(s), cancel, report);
  });
  ASSERT_TRUE(got);
  EXPECT_EQ(heard, "resolve, connect, tls with tls, greeting with tls, ");
  EXPECT_EQ(s.report().ends.size(), s.report().stages.size());
}

}  // namespace
}  // namespace watchpost::mail
