// A server that signs a SCRAM exchange without knowing the password.
#include "mail/imap/sign_in.h"
#include "mail/text/base64.h"
#include "support/failures.h"
#include "support/manual_clock.h"
#include "support/memory_transport.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <cstring>

namespace watchpost::mail::imap {
namespace {

// Answers the client's messages with what fits in form.
class false_server final : public net::transport {
 public:
  void at(stage s) override { stage_ = s; }
  stage at() const override { return stage_; }
  net::task<result<std::size_t>> read_some(std::span<char> into) override {
    if (answer_.empty()) {
      failure f;
      f.at = stage_;
      f.why = cause::closed;
      co_return f;
    }
    const std::size_t size = std::min(into.size(), answer_.size());
    std::memcpy(into.data(), answer_.data(), size);
    answer_.erase(0, size);
    co_return size;
  }
  net::task<result<void>> write(std::string_view bytes) override {
    const auto line = bytes.substr(0, bytes.find('\r'));
    const auto text = from_base64(line.substr(line.rfind(' ') + 1)).value_or("");
    if (const auto nonce = text.find(",r="); text.starts_with("n,,") && nonce != text.npos)
      answer_ = "+ " + to_base64(text.substr(nonce + 1) + "more,s=QSXCR+Q6sek8bf92,i=4096") + "\r\n";
    else if (text.starts_with("c="))
      answer_ = "+ " + to_base64("v=" + to_base64(std::string(32, 'x'))) + "\r\n";
    else
      cancelled = line == "*";
    co_return result<void>{};
  }
  net::task<result<void>> start_tls() override { co_return result<void>{}; }
  bool secure() const override { return false; }
  session_report& report() override { return report_; }
  void rebind(net::instant, const net::cancellation&, session_report&) override {}
  void close() noexcept override {}

  inline static bool cancelled = false;

 private:
  stage stage_ = stage::greeting;
  std::string answer_;
  session_report report_;
};

TEST(scram, wrong_signature) {
  boost::asio::io_context loop;
  test::manual_clock clock;
  net::network network(loop.get_executor(), clock);
  access_settings how;
  how.user = {"monitor", "geheim"};
  session s(std::make_unique<false_server>(), clock, false);
  s.caps = capabilities("IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN");
  const auto done = test::finished(authenticate(s, network, how));
  ASSERT_TRUE(fails(done, stage::sign_in, cause::protocol));
  EXPECT_NE(done.error().detail.find("did not prove"), std::string::npos);
  EXPECT_TRUE(false_server::cancelled);
  EXPECT_EQ(to_string(done.error()).find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail::imap
