// The template that talks to a network, against a server of the test's own; see template_test.cpp.
#include "fake_host.hpp"
#include "template_folder.hpp"

#include <watchpost/cpp/check_params.hpp>
#include <watchpost/cpp/host/library.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace watchpost;
using boost::asio::ip::tcp;

class NetworkTemplate : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = host::library::load(test::template_folder() + "/cpp-network/greeting.so");
    ASSERT_TRUE(loaded) << loaded.error().text;
    library_ = std::make_unique<host::library>(*std::move(loaded));
    module_ = *host::module::open(library_->table(), host_.abi());
    begin();
  }
  void TearDown() override {
    if (instance_) leave();
    module_.reset();
    if (library_) library_->unload();
  }
  void begin() {
    instance_ = *module_->create(host_.abi(), "greeting");
    const auto port = std::to_string(listener_.local_endpoint().port());
    ASSERT_TRUE(instance_->configure({{"port", port}}).accepted());
    ASSERT_FALSE(instance_->activate());
  }
  void leave() {
    std::promise<wp_status> quiet;
    ASSERT_TRUE(instance_->deactivate([&](host::answer a) { quiet.set_value(a.status); }));
    EXPECT_EQ(quiet.get_future().get(), WP_OK);
    instance_.reset();
    host_.join();
  }
  std::future<host::answer> start(std::int64_t time_ms = 60'000) {
    auto promise = std::make_shared<std::promise<host::answer>>();
    const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, host_.mono, host_.mono + time_ms, 0};
    EXPECT_TRUE(instance_->start(run, [promise](host::answer a) { promise->set_value(std::move(a)); }));
    return promise->get_future();
  }
  tcp::socket take() { return listener_.accept(); }
  host::result polled(const std::string& line) {
    auto answer = start();
    tcp::socket client = take();
    boost::asio::write(client, boost::asio::buffer(line));
    return *answer.get().result;
  }

  test::fake_host host_;
  boost::asio::io_context loop_;
  tcp::acceptor listener_{loop_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  std::unique_ptr<host::library> library_;
  std::unique_ptr<host::module> module_;
  std::unique_ptr<host::instance> instance_;
};

TEST_F(NetworkTemplate, describes_itself) {
  EXPECT_THAT(plugin::check_params(*library_->table()->types[0]), testing::IsEmpty());
  EXPECT_EQ(instance_->configure({{"port", "25"}}).status, WP_E_LIFECYCLE);
  auto other = *module_->create(host_.abi(), "greeting");
  EXPECT_EQ(other->configure({{"port", "25"}, {"address", "mx.example"}}).remarks.at(0).key, "address");
}

TEST_F(NetworkTemplate, watches_a_greeting) {
  EXPECT_EQ(polled("220 here\r\n").verdict, "greeted");
  EXPECT_EQ(polled("554 not here\r\n").verdict, "down");
}

TEST_F(NetworkTemplate, remembers_since_when_a_server_is_down) {
  polled("554 not here\r\n");
  leave();
  host_.wall += 60'000;
  begin();
  const host::result still = polled("554 not here\r\n");
  ASSERT_EQ(still.readings.size(), 1u);
  EXPECT_EQ(still.readings[0].value, 60.0);
  EXPECT_EQ(host_.state.entries.count("down.since"), 1u);
  EXPECT_EQ(polled("220 here\r\n").readings.at(0).value, 0.0);
  leave();
  EXPECT_EQ(host_.state.entries.count("down.since"), 0u);
}

TEST_F(NetworkTemplate, tells_a_silent_server_within_its_time) {
  auto answer = start(200);
  const tcp::socket client = take();
  EXPECT_EQ(answer.get().result->verdict, "down");
}

TEST_F(NetworkTemplate, ends_a_poll_when_it_has_to_leave) {
  auto answer = start();
  const tcp::socket client = take();
  leave();
  EXPECT_EQ(answer.get().status, WP_E_CANCELLED);
}

}  // namespace
