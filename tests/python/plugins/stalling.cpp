// stalling - a monitor that hangs where it is told to, for ever.
//
//   at = poll       takes the poll and never answers; nor does it let go
//   at = leave      answers the poll, does not let go
//   at = start      never comes back from the call that begins a poll
//   at = cancelled  answers the poll once it is cancelled, as a good plugin does
//
// It logs "polled" first.
#include <watchpost/cpp/plugin.hpp>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace {

namespace plugin = watchpost::plugin;
namespace param = watchpost::plugin::param;

enum class place { poll, leave, start, cancelled };
constexpr wp_choice places[] = {{"poll", "while polled"},
                                {"leave", "when it shall let go"},
                                {"start", "inside the call that begins a poll"},
                                {"cancelled", "until it is cancelled"}};

struct config {
  place at = place::poll;
};

constexpr auto table =
    plugin::settings(param::choice<&config::at>("at", places).title("Where it hangs").def("poll"));

class stalling {
 public:
  static constexpr plugin::type_text type{"stalling", "Stalling monitor", "1.0.0", "Hangs. For tests."};
  static constexpr auto& settings = table;

  explicit stalling(plugin::host_ref host) : host_(host) {}

  void configure(config c, plugin::diagnostics&) { config_ = c; }

  void start(const plugin::run&, plugin::op op) {
    host_.info("polled");
    switch (config_.at) {
      case place::poll: return keep(std::move(op));
      case place::start:
        keep(std::move(op));
        while (true) std::this_thread::sleep_for(std::chrono::hours(1));
      case place::leave: return op.complete({plugin::state::ok, "polled", "answered"});
      case place::cancelled: held_ = std::move(op);
    }
  }

  void cancel(std::uint64_t id) {
    if (held_ && held_.id() == id)
      held_.fail({.status = WP_E_CANCELLED, .domain = "stalling", .text = "cancelled"});
  }

  void deactivate(plugin::op op) {
    if (config_.at == place::poll || config_.at == place::leave) return keep(std::move(op));
    if (held_) held_.fail({.status = WP_E_CANCELLED, .domain = "stalling", .text = "deactivated"});
    op.done();
  }

 private:
  // An op that goes out of scope would answer.
  static void keep(plugin::op op) {
    static std::mutex mutex;
    static auto* const kept = new std::vector<plugin::op>;
    const std::lock_guard lock(mutex);
    kept->push_back(std::move(op));
  }

  plugin::host_ref host_;
  config config_;
  plugin::op held_;
};

}  // namespace

WATCHPOST_MODULE(stalling)
