#include "listening_plugin.h"

#include <utility>

namespace watchpost::test {
namespace {

namespace param = plugin::param;

struct listening_config {
  std::string word;
};
constexpr auto listening_table =
    plugin::settings(param::string<&listening_config::word>("word").title("A word"));

class listening {
 public:
  static constexpr plugin::type_text type{"listening", "Listening notifier", "1.0.0", "For tests."};
  static constexpr auto& settings = listening_table;

  explicit listening(plugin::host_ref host) : host_(host) {
    hall().stateful = plugin::state_store(host).available();
  }
  void configure(listening_config, plugin::diagnostics&) {}

  plugin::status activate() {
    if (hall().refuse_activation)
      return plugin::error{.status = WP_E_IO, .domain = "play", .code = 1, .text = "the doors are closed"};
    return {};
  }

  void notify(const plugin::event& what, plugin::op op) {
    hall().heard.push_back({std::string(host_.instance()), what});
    if (hall().on_event) hall().on_event(hall().heard.back());
    if (hall().hold) {
      hall().held.push_back(std::move(op));
    } else if (hall().refuse > 0) {
      --hall().refuse;
      op.fail({.status = WP_E_IO, .domain = "play", .code = 3, .text = "the disk is full"});
    } else {
      op.done();
    }
  }

  void cancel(std::uint64_t id) {
    for (auto& op : hall().held) {
      if (op && op.id() == id && !hall().deaf)
        op.fail({.status = WP_E_CANCELLED, .domain = "play", .text = "cancelled"});
    }
  }

  void deactivate(plugin::op op) {
    for (auto& each : hall().held) {
      if (each) each.fail({.status = WP_E_CANCELLED, .domain = "play", .text = "deactivated"});
    }
    op.done();
  }

 private:
  plugin::host_ref host_;
};

}  // namespace

audience& hall() {
  static audience all;
  return all;
}

const wp_module* const listening_module = plugin::module_table<listening>;

}  // namespace watchpost::test
