// calling - a monitor whose threads call the services of the host, all at once, and tell what came of it.
//
//   call = find | read | operate | outcome | acknowledge | commit | write     which; repeat the line
//   threads = 4     that many threads call each of them
//   rounds = 1      that often
//
// load is called in activate(), as the contract demands. Facts: "find", "read", ... what the last call of
// that service said, or why it failed; "threads": the ids (gettid) of the threads that called.
#include <watchpost/cpp/plugin.hpp>
#include <watchpost/cpp/points.hpp>

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

namespace plugin = watchpost::plugin;
namespace param = watchpost::plugin::param;
namespace point = watchpost::point;

enum class service { find, read, operate, outcome, acknowledge, commit, write };
constexpr wp_choice services_known[] = {{"find", ""},        {"read", ""},   {"operate", ""}, {"outcome", ""},
                                        {"acknowledge", ""}, {"commit", ""}, {"write", ""}};

struct config {
  std::vector<service> calls;
  std::int64_t threads = 1;
  std::int64_t rounds = 1;
};

constexpr auto table = plugin::settings(
    param::choice<&config::calls>("call", services_known).title("Services"),
    param::integer<&config::threads>("threads").title("Threads").def("1").min("1").max("64"),
    param::integer<&config::rounds>("rounds").title("Rounds").def("1").min("1").max("10000"));

/// What the threads tell.
class account {
 public:
  void says(service which, std::string text) {
    const std::lock_guard lock(mutex_);
    said_[services_known[static_cast<std::size_t>(which)].value] = std::move(text);
    threads_.insert(gettid());
  }
  void here() {
    const std::lock_guard lock(mutex_);
    threads_.insert(gettid());
  }
  plugin::result total() {
    const std::lock_guard lock(mutex_);
    plugin::result all{plugin::state::ok, "called", "all calls came back"};
    for (const auto& [which, text] : said_) all.fact(which, text);
    std::string ids;
    for (const auto id : threads_) ids += (ids.empty() ? "" : " ") + std::to_string(id);
    return all.fact("threads", ids);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> said_;
  std::set<pid_t> threads_;
};

class calling {
 public:
  static constexpr plugin::type_text type{"calling", "Calling monitor", "1.0.0",
                                          "Calls the services of the host. For tests."};
  static constexpr auto& settings = table;
  static constexpr const char* services[] = {WP_SERVICE_STATE, WP_SERVICE_POINTS};

  explicit calling(plugin::host_ref host) : host_(host), state_(host), points_(host) {}
  ~calling() { join(); }

  void configure(config c, plugin::diagnostics&) { config_ = std::move(c); }

  plugin::status activate() {
    account_.here();
    if (auto all = state_.load(); !all) return all.error();
    return {};
  }

  void start(const plugin::run&, plugin::op op) {
    join();
    account_.here();
    driver_ = std::thread([this, op = std::move(op)]() mutable {
      std::vector<std::thread> crowd;
      for (std::int64_t i = 0; i < config_.threads; ++i) crowd.emplace_back([this, i] { work(i); });
      for (auto& each : crowd) each.join();
      op.complete(account_.total());
    });
  }

  // Each call ends when the host stops, as it must answer then.
  void deactivate(plugin::op op) {
    leaving_ = std::thread([this, op = std::move(op)]() mutable {
      if (driver_.joinable()) driver_.join();
      op.done();
    });
  }

 private:
  void join() {
    if (leaving_.joinable()) leaving_.join();
    if (driver_.joinable()) driver_.join();
  }

  void work(std::int64_t thread) {
    for (std::int64_t round = 0; round < config_.rounds; ++round) {
      const auto key = std::to_string(thread) + "/" + std::to_string(round);
      for (const auto which : config_.calls) account_.says(which, call(which, key));
    }
  }

  std::string call(service which, const std::string& key) {
    switch (which) {
      case service::find: return std::to_string(points_.find().size());
      case service::read: return points_.read("pump") ? "there" : "not found";
      case service::operate:
        return came([&](auto done) {
          points_.operate({.point = "pump", .value = true, .key = key}, std::move(done));
        });
      case service::outcome: return came([&](auto done) { points_.outcome_of(key, std::move(done)); });
      case service::acknowledge:
        return came([&](auto done) { points_.acknowledge({.point = "pump"}, std::move(done)); });
      case service::commit: {
        const auto answer = std::make_shared<std::promise<std::string>>();
        state_.commit({plugin::edit::set("at", key)},
                      [answer](plugin::status why) { answer->set_value(why ? why->text : "stored"); });
        return answer->get_future().get();
      }
      case service::write: host_.info("called " + key); return "written";
    }
    return {};
  }

  template <class Ask>
  std::string came(Ask ask) {
    const auto answer = std::make_shared<std::promise<std::string>>();
    ask([answer](plugin::expected<point::operated> what) {
      answer->set_value(what ? std::string(point::name(what->result)) : what.error().text);
    });
    return answer->get_future().get();
  }

  plugin::host_ref host_;
  plugin::state_store state_;
  plugin::points points_;
  config config_;
  account account_;
  std::thread driver_, leaving_;
};

}  // namespace

WATCHPOST_MODULE(calling)
