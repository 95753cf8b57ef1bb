// A server that speaks SCRAM itself (RFC 5802): a script cannot know the client's nonce.
#include "dialogue.h"
#include "mail/sasl/digest.h"
#include "mail/text/base64.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::string_view salt = "salt";
constexpr unsigned rounds = 4096;

// One connection, in clear, on its own thread. With `lies`, its signature is wrong.
class scram_server {
 public:
  explicit scram_server(bool lies) : lies_(lies), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at);
    ::listen(listener_, 1);
    socklen_t size = sizeof at;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~scram_server() {
    thread_.join();
    ::close(listener_);
  }
  scram_server(const scram_server&) = delete;
  scram_server& operator=(const scram_server&) = delete;

  std::uint16_t port() const { return port_; }
  std::string said() {
    const std::lock_guard hold(mutex_);
    return said_;
  }

 private:
  void say(std::string_view text) { (void)!::write(peer_, text.data(), text.size()); }

  std::string line() {
    for (;;) {
      if (const auto end = in_.find("\r\n"); end != in_.npos) {
        std::string one = in_.substr(0, end);
        in_.erase(0, end + 2);
        const std::lock_guard hold(mutex_);
        said_ += one + "\n";
        return one;
      }
      char some[1024];
      const auto got = ::read(peer_, some, sizeof some);
      if (got <= 0) return {};
      in_.append(some, static_cast<std::size_t>(got));
    }
  }

  static std::string decoded(std::string_view base64) { return from_base64(base64).value_or(""); }

  void serve() {
    peer_ = ::accept(listener_, nullptr, nullptr);
    say("+OK ready\r\n");
    line();
    say("+OK\r\nPIPELINING\r\nTOP\r\nUIDL\r\nSASL PLAIN SCRAM-SHA-256\r\n.\r\n");
    const std::string first = decoded(line().substr(std::string_view("AUTH SCRAM-SHA-256 ").size()));
    const std::string bare = first.substr(3);
    const std::string nonce = bare.substr(bare.find("r=") + 2) + "server";
    const std::string challenge = "r=" + nonce + ",s=" + to_base64(salt) + ",i=" + std::to_string(rounds);
    say("+ " + to_base64(challenge) + "\r\n");
    const std::string final = decoded(line());
    const std::string signed_text = bare + "," + challenge + "," + final.substr(0, final.find(",p="));
    const auto salted = sasl::hi(EVP_sha256(), lies_ ? "another" : password, salt, rounds);
    const auto key = sasl::hmac(EVP_sha256(), salted.view(), "Server Key");
    const auto signature = sasl::hmac(EVP_sha256(), key.view(), signed_text);
    say("+ " + to_base64("v=" + to_base64(signature.view())) + "\r\n");
    const std::string last = line();
    if (last.empty() && !lies_) {
      say("+OK welcome\r\n");
      line();
      say("+OK\r\n.\r\n");
    }
    while (!line().empty()) {
    }
    ::close(peer_);
  }

  bool lies_;
  int listener_;
  int peer_ = -1;
  std::uint16_t port_ = 0;
  std::string in_;
  std::mutex mutex_;
  std::string said_;
  std::thread thread_;
};

struct steady final : net::clock {
  net::instant now() const override {
    return std::chrono::duration_cast<net::instant>(std::chrono::steady_clock::now().time_since_epoch());
  }
  std::chrono::milliseconds wall() const override { return now(); }
};

net::task<void> scan(net::network& net, access_settings how, session_report& report,
                     result<mailbox_scan>& out) {
  const auto box = make_mailbox(net, how);
  const auto until = net.time().now() + std::chrono::seconds(20);
  out = co_await box->scan("", is_ours, until, net::cancellation(), report);
  co_await box->leave();
}

result<mailbox_scan> scan_at(const scram_server& server, session_report& report) {
  boost::asio::io_context loop;
  const steady time;
  result<mailbox_scan> out = failure{};
  {
    net::network net(loop.get_executor(), time);
    access_settings how;
    how.server = {"127.0.0.1", server.port()};
    how.tls = net::tls_mode::none;
    how.user = {"monitor", password};
    boost::asio::co_spawn(loop, scan(net, how, report, out), boost::asio::detached);
    loop.run();
  }
  return out;
}

TEST(scram, is_chosen_and_proves_both_sides) {
  session_report report;
  scram_server server(false);
  const auto seen = scan_at(server, report);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(report.mechanism, "SCRAM-SHA-256");
  // UIDL rides with the empty answer to the server's proof: TCP, greeting, CAPA, and three.
  EXPECT_LE(report.flights, 6U);
}

TEST(scram, ends_when_the_signature_is_wrong) {
  session_report report;
  scram_server server(true);
  const auto seen = scan_at(server, report);
  ASSERT_TRUE(fails(seen, stage::sign_in, cause::protocol));
  expect_discreet(seen.error());
  EXPECT_EQ(server.said().find("UIDL"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail::pop3
