// wp.notifier/1 on both sides of the ABI, and events as values.
#include "fake_host.hpp"

#include <watchpost/cpp/host/instance.hpp>
#include <watchpost/cpp/plugin.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
namespace param = plugin::param;

struct listener_config {
  std::string mode;
};
constexpr auto listener_table =
    plugin::settings(param::string<&listener_config::mode>("mode").title("Mode").def("take"));

class listener {
 public:
  static constexpr plugin::type_text type{"listener", "Listener", "1.0.0", "For tests."};
  static constexpr auto& settings = listener_table;
  explicit listener(plugin::host_ref) {}
  void configure(listener_config c, plugin::diagnostics&) { config_ = std::move(c); }
  void notify(const plugin::event& what, plugin::op op) {
    if (config_.mode == "throw") throw std::runtime_error("thrown in notify");
    if (config_.mode == "refuse")
      return op.fail({.status = WP_E_IO, .domain = "state", .code = 28, .text = "no space left"});
    if (config_.mode == "keep") {
      kept_ = std::move(op);
      return;
    }
    heard.push_back(what);
    op.done();
  }
  void cancel(std::uint64_t id) {
    if (kept_ && kept_.id() == id) kept_.fail({.status = WP_E_CANCELLED, .text = "cancelled"});
  }
  static inline std::vector<plugin::event> heard;

 private:
  listener_config config_;
  plugin::op kept_;
};

class polled {
 public:
  static constexpr plugin::type_text type{"polled", "Polled", "1.0.0", "For tests."};
  static constexpr auto& settings = listener_table;
  explicit polled(plugin::host_ref) {}
  void configure(listener_config, plugin::diagnostics&) {}
  void start(const plugin::run&, plugin::op op) { op.done(); }
};

const plugin::event raised{.kind = plugin::event_kind::point_raised,
                           .key = "point:pump1:17:raised",
                           .source = "pump1",
                           .title = "ポンプ1",
                           .state = plugin::state::critical,
                           .former_state = plugin::state::ok,
                           .text = "pressure is above 8 bar",
                           .value = "8.4 bar",
                           .wall_ms = 1'700'000'000'123,
                           .alarm = "17"};

class Notifier : public testing::Test {
 protected:
  void SetUp() override {
    listener::heard.clear();
    auto opened = host::module::open(plugin::module_table<listener, polled>, host_.abi());
    ASSERT_TRUE(opened);
    module_ = *std::move(opened);
  }
  std::unique_ptr<host::instance> active(const std::string& mode, const char* type = "listener") {
    auto made = module_->create(host_.abi(), type);
    EXPECT_TRUE(made);
    EXPECT_TRUE((*made)->configure({{"mode", mode}}).accepted());
    EXPECT_FALSE((*made)->activate());
    return *std::move(made);
  }
  host::completion keep() {
    return [this](host::answer a) { answers_.push_back(std::move(a)); };
  }
  void end(host::instance& i) { ASSERT_TRUE(i.deactivate({})); }

  test::fake_host host_;
  std::unique_ptr<host::module> module_;
  std::vector<host::answer> answers_;
};

TEST_F(Notifier, an_event_crosses_unchanged) {
  auto i = active("take");
  ASSERT_TRUE(i->notify(raised, keep()));
  EXPECT_EQ(listener::heard, std::vector{raised});
  EXPECT_EQ(answers_.at(0).status, WP_OK);
  EXPECT_FALSE(answers_.at(0).result);
  end(*i);
}

TEST_F(Notifier, refusals_and_exceptions_are_answers) {
  auto r = active("refuse");
  ASSERT_TRUE(r->notify(raised, keep()));
  EXPECT_EQ(answers_.at(0).error->text, "no space left");
  end(*r);
  auto t = active("throw");
  ASSERT_TRUE(t->notify(raised, keep()));
  EXPECT_EQ(answers_.at(1).status, WP_E_ABANDONED);
  EXPECT_TRUE(host_.logged("thrown in notify"));
  end(*t);
}

TEST_F(Notifier, a_delivery_can_be_cancelled) {
  auto i = active("keep");
  const auto id = i->notify(raised, keep());
  ASSERT_TRUE(id);
  EXPECT_TRUE(answers_.empty());
  i->cancel(*id);
  EXPECT_EQ(answers_.at(0).status, WP_E_CANCELLED);
  end(*i);
}

TEST_F(Notifier, only_while_active) {
  auto made = module_->create(host_.abi(), "listener");
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)->notify(raised, keep()).error().status, WP_E_LIFECYCLE);
  EXPECT_TRUE(answers_.empty());
}

TEST_F(Notifier, who_takes_no_events_says_so) {
  auto i = active("take", "polled");
  EXPECT_EQ(i->notify(raised, keep()).error().status, WP_E_UNSUPPORTED);
  end(*i);
}

TEST_F(Notifier, types_tell_what_their_instances_offer) {
  const auto told = [&](int index) {
    std::vector<std::string> out;
    for (auto x = module_->table()->types[index]->extensions; *x != nullptr; ++x) out.emplace_back(*x);
    return out;
  };
  EXPECT_EQ(told(0), std::vector<std::string>{WP_EXT_NOTIFIER});
  EXPECT_EQ(told(1), std::vector<std::string>{WP_EXT_MONITOR});
}

// A host that was built when events had no value yet.
TEST(Event, a_shorter_event_is_read_as_far_as_it_goes) {
  raised.visit_abi([](const wp_event* whole) {
    wp_event cut = *whole;
    cut.size = offsetof(wp_event, value);
    const auto read = plugin::event::from_abi(cut);
    EXPECT_EQ(read.text, raised.text);
    EXPECT_EQ(read.value, "");
    EXPECT_EQ(read.wall_ms, 0);
  });
}

TEST(Event, words_of_a_newer_side_are_unknown) {
  raised.visit_abi([](const wp_event* whole) {
    wp_event newer = *whole;
    newer.kind = 99;
    newer.state = 99;
    const auto read = plugin::event::from_abi(newer);
    EXPECT_EQ(read.kind, plugin::event_kind::unknown);
    EXPECT_EQ(read.state, plugin::state::unknown);
  });
  EXPECT_EQ(to_string(plugin::event_kind::point_cleared), "point_cleared");
}

}  // namespace
