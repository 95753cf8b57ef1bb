// heartbeat - a file was touched lately. The smallest whole plugin in C++: copy this folder.
#include <watchpost/cpp/plugin.hpp>

#include <chrono>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace {

namespace plugin = watchpost::plugin;
namespace param = watchpost::plugin::param;

struct config {
  std::string path;
  std::chrono::milliseconds max_age{};
};

constexpr auto table =
    plugin::settings(param::path<&config::path>("path").title("File to watch").required(),
                     param::duration<&config::max_age>("max_age").title("Oldest age").def("5m").min("1s"));

class heartbeat {
 public:
  static constexpr plugin::type_text type{"heartbeat", "Heartbeat file", "1.0.0",
                                          "Watches that a file stays fresh."};
  static constexpr auto& settings = table;
  static constexpr wp_metric metrics[] = {plugin::metric("age", "s", "Seconds since the last change.")};

  explicit heartbeat(plugin::host_ref host) : clock_(host) {}

  void configure(config c, plugin::diagnostics&) { config_ = std::move(c); }

  void start(const plugin::run&, plugin::op op) {
    struct stat file {};
    if (stat(config_.path.c_str(), &file) != 0) {
      return op.complete(
          {plugin::state::critical, "missing", config_.path + " is not there; see to its writer"});
    }
    const double age = static_cast<double>(clock_.wall_ms()) / 1000 - static_cast<double>(file.st_mtime);
    const double most = static_cast<double>(config_.max_age.count()) / 1000;
    plugin::result fresh{plugin::state::ok, "fresh", config_.path + " is fresh"};
    plugin::result stale{plugin::state::critical, "stale", config_.path + " is too old; see to its writer"};
    op.complete((age <= most ? fresh : stale).reading("age", age, plugin::no_limit, most));
  }

 private:
  plugin::clock clock_;
  config config_;
};

}  // namespace

WATCHPOST_MODULE(heartbeat)
