#include "acting_plugin.h"

#include <charconv>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace watchpost::test {
namespace {

namespace param = plugin::param;

enum class act { ok, warning, critical, pending, error, again, hold, stuck, mute_leave };
constexpr wp_choice acts[] = {{"ok", "all is well"}, {"warning", ""},         {"critical", ""},
                              {"pending", ""},       {"error", "no verdict"}, {"again", "asks for a rerun"},
                              {"hold", ""},          {"stuck", ""},           {"mute_leave", ""}};

struct config {
  act how = act::ok;
  std::string target;
  plugin::secret password;
  std::vector<std::string> tags;
  std::optional<std::string> word;
  std::int64_t level = 0;
  std::chrono::milliseconds rerun{};
};

constexpr auto table = plugin::settings(
    param::choice<&config::how>("act", acts).title("What it does").group("Play").def("ok"),
    param::host<&config::target>("net.target")
        .title("Target")
        .group("Net")
        .help("The host that is looked at.")
        .identity()
        .def("%Device.Address")
        .macro(),
    param::secret<&config::password>("net.password")
        .title("Password")
        .group("Net")
        .required()
        .when("act=warning|critical"),
    param::string<&config::tags>("net.tag").title("Tags").group("Net"),
    param::string<&config::word>("word").title("A word").help("Shown in the summary.").macro(),
    param::integer<&config::level>("level").title("Level").def("0").min("0").max("100"),
    param::duration<&config::rerun>("rerun").title("Rerun").def("20s").when("act=again").advanced());

class acting {
 public:
  static constexpr plugin::type_text type{"acting", "Acting monitor", "1.2.3",
                                          "Does as it is told. For tests."};
  static constexpr auto& settings = table;
  static constexpr wp_verdict verdicts[] = {
      plugin::verdict(WP_STATE_OK, "acted", "it was asked to act", "applaud")};
  static constexpr wp_metric metrics[] = {plugin::metric("took_seconds", "s", "how long it took"),
                                          plugin::metric("left_days", "d", "days left")};
  static constexpr const char* services[] = {WP_SERVICE_CLOCK, WP_SERVICE_STATE};
  static constexpr wp_action actions[] = {
      {"greet", "says hello in two stages"}, {"fail", "fails"}, {"wait", "waits"}};

  explicit acting(plugin::host_ref host) : host_(host), clock_(host), state_(host) { ++stage().created; }

  void configure(config c, plugin::diagnostics& diags) {
    if (c.word == "forbidden") return diags.error("word", "is forbidden; choose another word");
    if (c.level > 90) diags.warning("level", "is high; 90 is enough");
    config_ = std::move(c);
  }

  plugin::status activate() {
    if (stage().refuse_activation)
      return plugin::error{.status = WP_E_IO, .domain = "play", .code = 1, .text = "the stage is closed"};
    auto all = state_.load("polls");
    if (!all) return all.error();
    polls_ = 0;
    if (const auto it = all->find("polls"); it != all->end()) {
      std::from_chars(it->second.data(), it->second.data() + it->second.size(), polls_);
    }
    ++stage().active;
    return {};
  }

  void start(const plugin::run& run, plugin::op op) {
    const seen_poll seen{std::string(host_.instance()), run, clock_.mono_ms()};
    stage().polls.push_back(seen);
    if (stage().on_poll) stage().on_poll(seen);
    host_.info("polled with password " + std::string(config_.password.reveal()));
    op.emit({plugin::state::unknown, "looking", "looking at " + config_.target});
    switch (config_.how) {
      case act::error:
        return op.fail(
            {.status = WP_E_IO, .domain = "play", .code = 42, .text = "the curtain is down", .key = "act"});
      case act::hold: held_ = std::move(op); return;
      case act::stuck:
      case act::mute_leave: stage().stuck.push_back(std::move(op)); return;
      default: break;
    }
    ++polls_;
    // The answer follows once the count is on the disk, from the thread of the store.
    {
      const std::lock_guard lock(pending_->mutex);
      ++pending_->commits;
    }
    state_.commit({plugin::edit::set("polls", std::to_string(polls_))},
                  [pending = pending_, result = answer(),
                   held = std::make_shared<plugin::op>(std::move(op))](plugin::status failed) {
                    failed ? held->fail(*failed) : held->complete(result);
                    const std::lock_guard lock(pending->mutex);
                    if (--pending->commits == 0 && pending->closing) pending->closing.done();
                  });
  }

  void probe(std::string_view action, std::int64_t, plugin::op op) {
    if (action == "wait") {
      held_ = std::move(op);
      return;
    }
    op.emit({plugin::state::ok, "hello", "hello " + config_.target});
    if (action == "fail")
      return op.fail({.status = WP_E_IO, .domain = "play", .code = 7, .text = "it failed"});
    op.emit({plugin::state::ok, "again", "hello again"});
    op.complete({plugin::state::ok, "done", "greeted twice"});
  }

  void cancel(std::uint64_t id) {
    if (held_ && held_.id() == id)
      held_.fail({.status = WP_E_CANCELLED, .domain = "play", .text = "cancelled"});
  }

  void deactivate(plugin::op op) {
    --stage().active;
    if (held_) held_.fail({.status = WP_E_CANCELLED, .domain = "play", .text = "deactivated"});
    if (config_.how == act::mute_leave) {
      stage().stuck.push_back(std::move(op));
      return;
    }
    const std::lock_guard lock(pending_->mutex);
    if (pending_->commits == 0) return op.done();
    pending_->closing = std::move(op);
  }

 private:
  // Commits that the host has not answered yet; deactivate() waits for them.
  struct pending {
    std::mutex mutex;
    int commits = 0;
    plugin::op closing;
  };

  plugin::result answer() const {
    static constexpr plugin::state states[] = {plugin::state::ok, plugin::state::warning,
                                               plugin::state::critical, plugin::state::pending};
    const auto index = static_cast<std::size_t>(config_.how);
    const auto state = index < 4 ? states[index] : plugin::state::ok;
    plugin::result out{state, "acted",
                       "acted on " + config_.target + (config_.word ? " with " + *config_.word : "")};
    out.reading("took_seconds", 0.25, 5, 10).reading("left_days", 30, 14, 7);
    out.fact("polls", std::to_string(polls_));
    std::string tags;
    for (const auto& tag : config_.tags) tags += (tags.empty() ? "" : ",") + tag;
    out.fact("tags", tags);
    if (config_.how == act::again) out.rerun_in(config_.rerun);
    if (state == plugin::state::warning || state == plugin::state::critical) {
      out.attach("story.txt", "text/plain",
                 "act one\nsaid " + std::string(config_.password.reveal()) + "\x1b[31m aside\n");
      out.attach("ticket.bin", "application/octet-stream", std::string("\0\1", 2));
    }
    return out;
  }

  plugin::host_ref host_;
  plugin::clock clock_;
  plugin::state_store state_;
  config config_;
  std::int64_t polls_ = 0;
  plugin::op held_;
  std::shared_ptr<pending> pending_ = std::make_shared<pending>();
};

}  // namespace

backstage& stage() {
  static backstage all;
  return all;
}

const wp_module* const acting_module = plugin::module_table<acting>;

}  // namespace watchpost::test

#if defined(ACTING_PLUGIN_FILE)
WATCHPOST_MODULE(watchpost::test::acting)
#endif
