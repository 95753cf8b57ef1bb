// log.h - where the engine and the plugins write their log lines.
//
// Thread: any. Nothing secret is ever passed (see redaction.h for the plugins' lines).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace watchpost::engine {

/// The numbers are those of WP_LOG_*.
enum class log_level : std::int32_t { debug, info, warning, error };

std::string_view name(log_level level);

class logger {
 public:
  logger() = default;
  logger(const logger&) = delete;
  logger& operator=(const logger&) = delete;
  virtual ~logger() = default;
  virtual bool enabled(log_level level) const = 0;
  /// `source`: the instance, or "engine". `line` has no control characters.
  virtual void write(log_level level, std::string_view source, std::string_view line) = 0;
};

/// Keeps nothing.
class null_logger final : public logger {
 public:
  bool enabled(log_level) const override { return false; }
  void write(log_level, std::string_view, std::string_view) override {}
};

/// Timestamped lines on standard error, or in `file` when one is named (appended; reported when it cannot be
/// opened).
std::unique_ptr<logger> make_logger(log_level threshold, const std::string& file = {});

}  // namespace watchpost::engine
