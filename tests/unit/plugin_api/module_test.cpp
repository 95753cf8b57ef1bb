#include "fake_host.hpp"

#include <watchpost/cpp/host/instance.hpp>
#include <watchpost/cpp/plugin.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using test::fake_host;
using testing::HasSubstr;
namespace param = plugin::param;

struct config {
  std::string mode;
  int low = 0;
  int high = 0;
};
constexpr auto table =
    plugin::settings(param::string<&config::mode>("mode").title("What to do wrong").def("nothing"),
                     param::integer<&config::low>("low").title("Low").def("1"),
                     param::integer<&config::high>("high").title("High").def("2"));

/// Throws wherever its setting says; answers at once otherwise, or keeps the op when told to.
class sample {
 public:
  static constexpr plugin::type_text type{"sample", "Sample", "1.2.3", "For tests."};
  static constexpr auto& settings = table;
  static constexpr wp_metric metrics[] = {plugin::metric("age", "s", "age"),
                                          plugin::metric("count", "", "count")};
  static constexpr const char* services[] = {WP_SERVICE_CLOCK};
  static constexpr wp_action actions[] = {{"test", "test it"}, {"throw", "throws"}};

  explicit sample(plugin::host_ref host) : clock_(host) {
    if (host.name() == "throwing") throw std::runtime_error("no room");
    if (host.name() == "hungry") throw std::bad_alloc();
  }
  void configure(config c, plugin::diagnostics& diags) {
    if (c.mode == "throw in configure") throw 7;
    if (c.low > c.high) return diags.error("low", "must not exceed high; lower it");
    if (c.low == c.high) diags.warning("low", "equals high");
    config_ = std::move(c);
  }
  plugin::status activate() {
    if (config_.mode == "refuse")
      return plugin::error{.status = WP_E_IO, .domain = "state", .code = 5, .text = "disk", .key = "mode"};
    if (config_.mode == "refuse with ok") return plugin::error{.status = WP_OK};
    if (config_.mode == "throw in activate") throw std::runtime_error("bad luck");
    if (config_.mode == "memory in activate") throw std::bad_alloc();
    return {};
  }
  void start(const plugin::run& run, plugin::op op) {
    if (config_.mode == "throw in start") throw std::runtime_error("thrown in start");
    if (config_.mode == "keep") {
      kept_ = std::move(op);
      return;
    }
    op.complete({plugin::state::ok, config_.mode, std::to_string(run.deadline_ms - run.due_ms)});
  }
  void probe(std::string_view action, std::int64_t, plugin::op op) {
    if (action == "throw") throw std::runtime_error("thrown in probe");
    op.complete({plugin::state::ok, "", std::string(action)});
  }
  void cancel(std::uint64_t id) {
    if (config_.mode == "throw in cancel") throw 1;
    if (kept_ && kept_.id() == id) kept_.fail({.status = WP_E_CANCELLED, .text = "cancelled"});
  }
  void deactivate(plugin::op op) {
    kept_ = plugin::op();
    if (config_.mode == "throw in deactivate") throw 1;
    if (config_.mode == "keep") {
      kept_ = std::move(op);
      closing = &kept_;
      return;
    }
    op.done();
  }
  static inline plugin::op* closing = nullptr;

 private:
  plugin::clock clock_;
  config config_;
  plugin::op kept_;
};

class tiny {
 public:
  static constexpr plugin::type_text type{"tiny", "Tiny", "0.1.0", ""};
  static constexpr auto& settings = table;
  explicit tiny(plugin::host_ref) {}
  void configure(config, plugin::diagnostics&) {}
};

constexpr const wp_module* the_module = plugin::module_table<sample, tiny>;

class Module : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = host::module::open(the_module, host_.abi());
    ASSERT_TRUE(opened);
    module_ = *std::move(opened);
  }
  std::unique_ptr<host::instance> create(const char* type = "sample") {
    auto made = module_->create(host_.abi(), type);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  std::unique_ptr<host::instance> active(const std::string& mode) {
    auto i = create();
    EXPECT_TRUE(i->configure({{"mode", mode}}).accepted());
    EXPECT_FALSE(i->activate());
    return i;
  }
  host::completion keep() {
    return [this](host::answer a) { answers_.push_back(std::move(a)); };
  }
  static constexpr wp_run run{sizeof(wp_run), WP_RUN_MANUAL, 100, 5'100, 0};
  fake_host host_;
  std::unique_ptr<host::module> module_;
  std::vector<host::answer> answers_;
};

TEST_F(Module, tables_are_complete_and_constant) {
  EXPECT_EQ(the_module->abi, WP_ABI);
  EXPECT_EQ(the_module->size, sizeof(wp_module));
  EXPECT_NE(std::string_view(the_module->build), "");
  ASSERT_NE(the_module->types[0], nullptr);
  ASSERT_NE(the_module->types[1], nullptr);
  EXPECT_EQ(the_module->types[2], nullptr);
  const wp_type& t = *the_module->types[0];
  EXPECT_STREQ(t.id, "sample");
  EXPECT_STREQ(t.version, "1.2.3");
  EXPECT_STREQ(t.params[0]->key, "mode");
  EXPECT_EQ(t.params[3], nullptr);
  EXPECT_STREQ(t.metrics[1]->key, "count");
  EXPECT_EQ(t.metrics[2], nullptr);
  EXPECT_STREQ(t.services[0], WP_SERVICE_CLOCK);
  EXPECT_EQ(t.services[1], nullptr);
  EXPECT_EQ(the_module->types[1]->metrics[0], nullptr);
  EXPECT_EQ(the_module->types[1]->services[0], nullptr);
}

TEST_F(Module, a_whole_life) {
  auto i = active("fine");
  ASSERT_TRUE(i->start(run, keep()));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].result->verdict, "fine");
  EXPECT_EQ(answers_[0].result->summary, "5000");
  ASSERT_TRUE(i->deactivate(keep()));
  EXPECT_EQ(answers_[1].status, WP_OK);
  EXPECT_FALSE(answers_[1].result);
  EXPECT_FALSE(i->activate()) << "and again";
  ASSERT_TRUE(i->deactivate(keep()));
}

TEST_F(Module, knows_the_host_that_opened_it) {
  EXPECT_EQ(plugin::module_host().abi(), host_.abi());
  module_.reset();
  EXPECT_EQ(plugin::module_host().abi(), nullptr);
}

TEST_F(Module, a_type_without_anything_lives_too) {
  auto i = create("tiny");
  EXPECT_EQ(i->extension<void>(WP_EXT_MONITOR), nullptr);
  EXPECT_EQ(i->extension<void>(WP_EXT_PROBE), nullptr);
  EXPECT_TRUE(i->configure({}).accepted());
  EXPECT_FALSE(i->activate());
  EXPECT_EQ(i->start(run, keep()).error().status, WP_E_UNSUPPORTED);
  i->cancel(1);
  ASSERT_TRUE(i->deactivate(keep()));
  EXPECT_EQ(answers_.at(0).status, WP_OK);
}

TEST_F(Module, create_refuses) {
  EXPECT_EQ(module_->create(host_.abi(), "sampl").error().status, WP_E_UNSUPPORTED);
  EXPECT_EQ(module_->create(host_.abi(), "sample2").error().text, "this plugin has no such type");
  host_.has_clock = false;
  const auto made = module_->create(host_.abi(), "sample");
  EXPECT_EQ(made.error().status, WP_E_UNSUPPORTED);
  EXPECT_EQ(made.error().text, "this host has no wp.clock/1, which sample needs");
  host_.has_clock = true;
  module_.reset();
  EXPECT_EQ(the_module->create(host_.abi(), "sample", nullptr), nullptr) << "not open";
}

TEST_F(Module, a_throwing_constructor_is_an_error) {
  wp_host abi = *host_.abi();
  abi.name = "throwing";
  EXPECT_EQ(module_->create(&abi, "sample").error().text, "no room");
  abi.name = "hungry";
  EXPECT_EQ(module_->create(&abi, "sample").error().status, WP_E_MEMORY);
}

TEST_F(Module, configure_reports_and_keeps_the_former_settings) {
  auto i = create();
  EXPECT_TRUE(i->configure({{"mode", "first"}}).accepted());
  auto c = i->configure({{"mode", "second"}, {"low", "5"}});
  EXPECT_EQ(c.status, WP_E_SETTINGS);
  ASSERT_EQ(c.remarks.size(), 1u);
  EXPECT_EQ(c.remarks[0].key, "low");
  EXPECT_EQ(i->configure({{"mode", "throw in configure"}}).status, WP_E_INTERNAL);
  EXPECT_EQ(i->configure({{"mod", "x"}}).status, WP_E_SETTINGS);
  EXPECT_FALSE(i->activate());
  ASSERT_TRUE(i->start(run, keep()));
  EXPECT_EQ(answers_.at(0).result->verdict, "first");
  EXPECT_EQ(i->configure({}).status, WP_E_LIFECYCLE);
  ASSERT_TRUE(i->deactivate(keep()));
  c = i->configure({{"low", "2"}});
  EXPECT_TRUE(c.accepted());
  EXPECT_EQ(c.remarks.at(0).severity, WP_SEVERITY_WARNING);
}

TEST_F(Module, a_null_sink_is_allowed) {
  auto i = create();
  const wp_setting bad{plugin::to_abi("x"), plugin::to_abi("y")};
  EXPECT_EQ(i->abi()->configure(i->abi(), &bad, 1, nullptr), WP_E_SETTINGS);
  EXPECT_EQ(i->abi()->activate(i->abi(), nullptr), WP_E_LIFECYCLE);
}

TEST_F(Module, calls_out_of_order_are_refused) {
  auto i = create();
  EXPECT_EQ(i->activate()->status, WP_E_LIFECYCLE);
  EXPECT_EQ(i->start(run, keep()).error().status, WP_E_LIFECYCLE);
  EXPECT_EQ(i->probe("test", 0, keep()).error().status, WP_E_LIFECYCLE);
  EXPECT_EQ(i->deactivate(keep()).error().status, WP_E_LIFECYCLE);
  i->cancel(1);
  EXPECT_TRUE(i->configure({}).accepted());
  EXPECT_EQ(i->start(run, keep()).error().status, WP_E_LIFECYCLE);
  EXPECT_FALSE(i->activate());
  EXPECT_EQ(i->activate()->text, "the instance is active already");
  ASSERT_TRUE(i->deactivate(keep()));
  EXPECT_EQ(i->deactivate(keep()).error().status, WP_E_LIFECYCLE);
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(Module, one_poll_at_a_time_and_cancel) {
  auto i = active("keep");
  const auto id = i->start(run, keep());
  ASSERT_TRUE(id);
  EXPECT_EQ(i->start(run, keep()).error().status, WP_E_BUSY);
  i->cancel(*id + 1000);
  EXPECT_TRUE(answers_.empty());
  i->cancel(*id);
  i->cancel(*id);
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, WP_E_CANCELLED);
  ASSERT_TRUE(i->start(run, keep())) << "free again";
  ASSERT_TRUE(i->deactivate(keep()));
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_EQ(answers_[1].status, WP_E_ABANDONED) << "the poll was dropped by deactivate";
  EXPECT_EQ(i->configure({}).status, WP_E_LIFECYCLE) << "still closing";
  EXPECT_EQ(i->activate()->status, WP_E_LIFECYCLE);
  i->abi()->destroy(i->abi());
  EXPECT_TRUE(host_.logged("destroy() of an active instance is ignored"));
  sample::closing->done();
  EXPECT_EQ(answers_.size(), 3u);
}

TEST_F(Module, exceptions_become_answers) {
  EXPECT_EQ(create()->configure({{"mode", "x"}, {"low", "x"}}).status, WP_E_SETTINGS);
  auto i = create();
  const auto activate = [&](const char* mode) {
    EXPECT_TRUE(i->configure({{"mode", mode}}).accepted());
    return *i->activate();
  };
  EXPECT_EQ(activate("refuse").key, "mode");
  EXPECT_EQ(activate("refuse with ok").status, WP_E_INTERNAL);
  EXPECT_EQ(activate("throw in activate").text, "bad luck");
  EXPECT_TRUE(host_.logged("bad luck"));
  EXPECT_EQ(activate("memory in activate").status, WP_E_MEMORY);

  auto s = active("throw in start");
  ASSERT_TRUE(s->start(run, keep()));
  EXPECT_EQ(answers_.at(0).status, WP_E_ABANDONED);
  EXPECT_TRUE(host_.logged("thrown in start"));
  ASSERT_TRUE(s->start(run, keep())) << "not busy for ever";
  ASSERT_TRUE(s->probe("throw", 0, keep()));
  EXPECT_EQ(answers_.at(2).status, WP_E_ABANDONED);
  ASSERT_TRUE(s->deactivate(keep()));

  auto c = active("throw in cancel");
  c->cancel(1);
  ASSERT_TRUE(c->deactivate(keep()));
  auto d = active("throw in deactivate");
  ASSERT_TRUE(d->deactivate(keep()));
  EXPECT_EQ(answers_.back().status, WP_E_ABANDONED);
  EXPECT_EQ(d->deactivate(keep()).error().status, WP_E_LIFECYCLE);
}

TEST_F(Module, probes) {
  auto i = active("x");
  EXPECT_EQ(i->extension<wp_probe>(WP_EXT_PROBE)->action_count, 2u);
  EXPECT_EQ(i->extension<void>("wp.monitor/10"), nullptr);
  EXPECT_EQ(i->extension<void>(""), nullptr);
  ASSERT_TRUE(i->probe("test", 0, keep()));
  EXPECT_EQ(answers_.at(0).result->summary, "test");
  EXPECT_EQ(i->probe("tes", 0, keep()).error().status, WP_E_UNSUPPORTED);
  ASSERT_TRUE(i->deactivate(keep()));
}

TEST_F(Module, activate_in_a_forked_child_is_refused) {
  auto i = create();
  ASSERT_TRUE(i->configure({}).accepted());
  const pid_t child = fork();
  if (child == 0) {
    const auto failed = i->activate();
    const bool right =
        failed && failed->status == WP_E_LIFECYCLE && failed->text.find("fork") != std::string::npos;
    _exit(right ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_FALSE(i->activate()) << "the parent may";
  ASSERT_TRUE(i->deactivate(keep()));
}

TEST(ModuleCheck, versions) {
  wp_module other = *the_module;
  other.abi = (7u << 16) | 3u;
  const auto failed = host::module::check(&other);
  EXPECT_EQ(failed->text,
            "the plugin was built for version 7.3 of the plugin ABI, this host for 0.1; "
            "use a plugin of the same version");
  other = *the_module;
  other.size = 8;
  EXPECT_THAT(host::module::check(&other)->text, HasSubstr("cut short"));
  other.size = 4;
  EXPECT_THAT(host::module::check(&other)->text, HasSubstr("version 0.0"));
  EXPECT_THAT(host::module::check(nullptr)->text, HasSubstr("no table"));
}

TEST(ModuleCheck, functions_and_types_that_are_not_there) {
  wp_module other = *the_module;
  const auto told = [&] { return host::module::check(&other)->text; };
  other.open = nullptr;
  EXPECT_EQ(told(), "its table lacks open()");
  other = *the_module;
  other.create = nullptr;
  EXPECT_EQ(told(), "its table lacks create()");
  other = *the_module;
  other.close = nullptr;
  EXPECT_EQ(told(), "its table lacks close()");
  other = *the_module;
  other.types = nullptr;
  EXPECT_EQ(told(), "its table lacks types");
}

/// A module with one type, which a test spoils.
class TypeCheck : public testing::Test {
 protected:
  TypeCheck() {
    param_.size = sizeof param_;
    param_.kind = WP_KIND_ENUM;
    param_.choice_count = 2;
    param_.key = "mode";
    param_.choices = choices_;
    metric_.size = sizeof metric_;
    metric_.key = "age";
    verdict_.size = sizeof verdict_;
    verdict_.word = "up";
    type_.size = sizeof type_;
    type_.id = "x";
    type_.params = params_;
    type_.metrics = metrics_;
    type_.verdicts = verdicts_;
  }
  std::string told() {
    wp_module other = *the_module;
    other.types = types_;
    const auto failed = host::module::check(&other);
    return failed ? failed->text : "";
  }

  wp_choice choices_[2] = {{"a", ""}, {"b", ""}};
  wp_param param_{};
  const wp_param* params_[2] = {&param_, nullptr};
  wp_metric metric_{};
  const wp_metric* metrics_[2] = {&metric_, nullptr};
  wp_verdict verdict_{};
  const wp_verdict* verdicts_[2] = {&verdict_, nullptr};
  wp_type type_{};
  const wp_type* types_[2] = {&type_, nullptr};
};

TEST_F(TypeCheck, whole) { EXPECT_EQ(told(), ""); }

TEST_F(TypeCheck, names) {
  type_.id = "";
  EXPECT_EQ(told(), "a type in its table lacks its id");
  type_.id = "x";
  param_.key = nullptr;
  EXPECT_EQ(told(), "its type 'x' lacks the key of parameter 1");
  param_.key = "mode";
  metric_.key = nullptr;
  EXPECT_EQ(told(), "its type 'x' lacks the key of metric 1");
  metric_.key = "age";
  verdict_.word = nullptr;
  EXPECT_EQ(told(), "its type 'x' lacks the word of verdict 1");
}

TEST_F(TypeCheck, choices) {
  choices_[1].value = nullptr;
  EXPECT_EQ(told(), "its type 'x' lacks the value of choice 2 of 'mode'");
  param_.choices = nullptr;
  EXPECT_EQ(told(), "its type 'x' lacks the choices of 'mode'");
  param_.choice_count = 0;
  EXPECT_EQ(told(), "its type 'x' lacks the choices of 'mode'");
}

TEST_F(TypeCheck, structs_that_are_cut_short) {
  param_.size = 8;
  EXPECT_EQ(told(), "its type 'x' lacks the end of parameter 1");
  type_.size = 8;
  EXPECT_EQ(told(), "a type in its table is cut short");
}

TEST(InstanceCheck, functions_that_are_not_there) {
  wp_instance made{};
  made.size = 8;
  EXPECT_EQ(host::lack_of(made), "its instance is cut short");
  made.size = sizeof made;
  EXPECT_EQ(host::lack_of(made), "its instance lacks configure()");
}

}  // namespace
