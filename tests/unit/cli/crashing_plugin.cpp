// A monitor that ends the process as its setting says, on the host's thread or on one of its own.
#include <watchpost/cpp/plugin.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

using namespace watchpost;
namespace param = plugin::param;

struct config {
  std::string deed;
};
constexpr auto table = plugin::settings(param::string<&config::deed>("deed").title("What it does"));

void commit(const std::string& deed) {
  volatile std::uintptr_t nowhere = 16;
  if (deed == "crash") *reinterpret_cast<volatile int*>(nowhere) = 1;
  if (deed == "abort") std::abort();
  if (deed == "exit") std::exit(0);  // NOLINT(concurrency-mt-unsafe): the fault that is meant
}

class crashing {
 public:
  static constexpr plugin::type_text type{"crashing", "Crashing", "1.0.0", "For tests."};
  static constexpr auto& settings = table;
  static constexpr const char* services[] = {WP_SERVICE_CLOCK};

  explicit crashing(plugin::host_ref) {}
  void configure(config c, plugin::diagnostics&) { config_ = std::move(c); }
  plugin::status activate() { return {}; }
  void start(const plugin::run&, plugin::op op) {
    if (config_.deed.starts_with("thread ")) {
      std::thread([this] { commit(config_.deed.substr(7)); }).join();
    }
    commit(config_.deed);
    op.complete({plugin::state::ok, "up", "nothing happened"});
  }
  void cancel(std::uint64_t) {}
  void deactivate(plugin::op op) { op.done(); }

 private:
  config config_;
};

}  // namespace

WATCHPOST_MODULE(crashing)
