// A submission server that hangs up after the final dot: nobody knows whether it took the probe.
#include "scene.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <mutex>
#include <thread>

namespace watchpost::email_monitor::test {
namespace {

using boost::asio::ip::tcp;

// Takes each message to its end and hangs up without a reply.
class dotless_server {
 public:
  ~dotless_server() {
    over_ = true;
    boost::system::error_code ignored;
    tcp::socket(loop_).connect(acceptor_.local_endpoint(), ignored);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  // The latest message: it is here before the server hangs up.
  std::string message() {
    const std::lock_guard lock(guard_);
    return message_;
  }

 private:
  void serve() {
    while (true) {
      tcp::socket client = acceptor_.accept();
      if (over_) return;
      boost::system::error_code gone;
      talk(client, gone);
    }
  }
  void talk(tcp::socket& client, boost::system::error_code& gone) {
    std::string in;
    const auto say = [&](std::string_view text) {
      boost::asio::write(client, boost::asio::buffer(text), gone);
    };
    say("220 mail.test\r\n");
    while (!gone) {
      const auto size = boost::asio::read_until(client, boost::asio::dynamic_buffer(in), "\r\n", gone);
      const std::string line = in.substr(0, size);
      in.erase(0, size);
      say(line.starts_with("DATA") ? "354 go\r\n" : "250 ok\r\n");
      if (!line.starts_with("DATA")) continue;
      const auto all = boost::asio::read_until(client, boost::asio::dynamic_buffer(in), "\r\n.\r\n", gone);
      if (gone) return;
      const std::lock_guard lock(guard_);
      message_ = in.substr(0, all - 3);
      return;
    }
  }

  boost::asio::io_context loop_;
  tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::mutex guard_;
  std::string message_;
  std::atomic<bool> over_ = false;
  std::jthread thread_{[this] { serve(); }};
};

class Uncertain : public scene {
 protected:
  Uncertain() {
    sound = config;
    config.submission.server.port = dotless.port();
    config.submission.tls = mail::net::tls_mode::none;
    config.submission.auth.reset();
  }

  dotless_server dotless;
  configuration sound;
};

TEST_F(Uncertain, SilenceAfterTheFinalDotIsNeitherUpNorDown) {
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::uncertain) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_CRITICAL);
  EXPECT_EQ(j.on.stage, "acceptance");
}

TEST_F(Uncertain, AProbeThatWasTakenAllTheSameCounts) {
  step();
  put(dotless.message());
  config = sound;
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_F(Uncertain, AProbeThatWasNotTakenIsNeverLost) {
  step();
  config = sound;
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_TRUE(last.seen.lost.empty()) << j.summary;
    EXPECT_EQ(j.verdict, i == 0 ? verdict::pending : verdict::up) << j.summary;
  }
}

}  // namespace
}  // namespace watchpost::email_monitor::test
