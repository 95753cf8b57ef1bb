// world.h - an engine with a virtual clock, a store in memory and the acting plugin.
#pragma once

#include "acting_plugin.h"
#include "engine/config_file.h"
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

namespace watchpost::test {

class memory_logger final : public engine::logger {
 public:
  bool enabled(engine::log_level) const override { return true; }
  void write(engine::log_level level, std::string_view source, std::string_view line) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::string(name(level)) + " " + std::string(source) + ": " + std::string(line));
  }
  std::string all() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& line : lines_) out += line + "\n";
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

struct collecting_sink final : engine::sink {
  void added(std::string_view instance, std::string_view) override {
    events.push_back("added " + std::string(instance));
  }
  void removed(std::string_view instance) override { events.push_back("removed " + std::string(instance)); }
  void stage(std::string_view instance, const engine::poll_result& interim) override {
    stages.push_back(std::string(instance) + " " + interim.verdict);
  }
  void completed(const engine::report& what) override { reports.push_back(what); }

  std::size_t count(std::string_view instance) const {
    std::size_t n = 0;
    for (const auto& r : reports) n += r.instance == instance ? 1 : 0;
    return n;
  }

  std::vector<std::string> events, stages;
  std::vector<engine::report> reports;
};

/// The text of every problem, a line each.
inline std::string texts(const engine::problems& all) {
  std::string out;
  for (const auto& p : all) out += to_text(p) + "\n";
  return out;
}

inline engine::configuration config_of(std::string_view toml) {
  auto loaded = engine::parse_config(toml, "/etc/wp/test.toml");
  if (!loaded) ADD_FAILURE() << texts(loaded.error());
  return loaded ? std::move(loaded->config) : engine::configuration{};
}

class world : public ::testing::Test {
 protected:
  world() { restart(); }
  ~world() override {
    stage().stuck.clear();
    host.reset();
    plugins.close();
    stage() = {};
  }

  /// The settings of an acting monitor.
  static std::string monitor(std::string_view name, std::string_view more = "") {
    return "[monitors." + std::string(name) + "]\ntype = \"acting\"\nnet.target = \"localhost\"\n" +
           std::string(more) + "\n";
  }

  /// A new engine over the same store and clock, as after a restart of the program.
  void restart(engine::engine_options options = {}) {
    host.reset();
    host = std::make_unique<engine::engine>(engine::engine_parts{time, *state, log, plugins},
                                            std::move(options));
    host->add_sink(seen);
  }

  void apply(std::string_view toml) {
    const auto out = host->apply(config_of(toml));
    ASSERT_TRUE(out.done) << texts(out.found);
    host->settle();
  }

  /// For monitors that hold their polls: waits until `polls` of them have begun.
  void apply_held(std::string_view toml, std::size_t polls) {
    const auto out = host->apply(config_of(toml));
    ASSERT_TRUE(out.done) << texts(out.found);
    ASSERT_TRUE(host->run_until([&] { return stage().polls.size() >= polls; }, std::chrono::minutes(1)));
  }

  memory_logger log;
  engine::virtual_clock time;
  engine::store_ptr state = engine::open_memory_store();
  engine::catalogue plugins = [this] {
    stage() = {};
    engine::catalogue out(log);
    out.add_module(acting_module, "acting");
    return out;
  }();
  collecting_sink seen;
  std::unique_ptr<engine::engine> host;
};

}  // namespace watchpost::test
