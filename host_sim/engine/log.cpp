#include "engine/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

namespace watchpost::engine {
namespace {

spdlog::level::level_enum level_of(log_level level) {
  switch (level) {
    case log_level::debug: return spdlog::level::debug;
    case log_level::info: return spdlog::level::info;
    case log_level::warning: return spdlog::level::warn;
    case log_level::error: break;
  }
  return spdlog::level::err;
}

class spdlog_logger final : public logger {
 public:
  spdlog_logger(log_level threshold, spdlog::sink_ptr sink)
      : threshold_(threshold), log_("watchpost", std::move(sink)) {
    log_.set_level(level_of(threshold));
    log_.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    log_.flush_on(spdlog::level::debug);
  }

  bool enabled(log_level level) const override { return level >= threshold_; }
  void write(log_level level, std::string_view source, std::string_view line) override {
    log_.log(level_of(level), "[{}] {}", source, line);
  }

 private:
  log_level threshold_;
  spdlog::logger log_;
};

}  // namespace

std::string_view name(log_level level) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::unique_ptr<logger> make_logger(log_level threshold, const std::string& file) {
  std::string complaint;
  spdlog::sink_ptr sink;
  if (!file.empty()) {
    try {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    } catch (const spdlog::spdlog_ex& why) {
      complaint = why.what();
    }
  }
  if (!sink) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto out = std::make_unique<spdlog_logger>(threshold, std::move(sink));
  if (!complaint.empty())
    out->write(log_level::error, "engine", complaint + "; logging to standard error instead");
  return out;
}

}  // namespace watchpost::engine
