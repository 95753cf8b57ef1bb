// instance_host.h - the wp_host that one instance (or a module) receives, with the services wp.clock/1,
// wp.state/1, wp.audit/1 and wp.points/1.
//
//   instance_host host("mail@mx", {time, &state, log}, "host_sim 0.1.0");
//   module->create(host.abi(), "email_monitor");
//
// Thread: any, as the ABI demands.
#pragma once

#include "engine/clock.h"
#include "engine/log.h"
#include "engine/redaction.h"
#include "engine/store.h"

#include <watchpost/host.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace watchpost::engine {

class control_points;

/// What stands behind the services. Outlives every host made from it, unless that one was cut off.
struct host_parts {
  clock& time;
  store* state;  ///< NULL: wp.state/1 and wp.audit/1 are not offered
  logger& log;
  control_points* points = nullptr;  ///< NULL: wp.points/1 is not offered
};

class instance_host {
 public:
  /// An empty `instance` makes the host of a module.
  instance_host(std::string instance, host_parts parts, std::string program, redaction secrets = {});
  instance_host(const instance_host&) = delete;
  instance_host& operator=(const instance_host&) = delete;
  ~instance_host();

  const wp_host* abi() const { return &abi_; }
  const std::string& instance() const { return instance_; }
  const redaction& secrets() const { return secrets_; }
  void log(log_level level, std::string_view text) const;

  /// For an instance that will not end: from now on its calls are answered without the parts, which may go.
  void cut_off();

 private:
  struct thunks;
  friend struct thunks;
  friend struct point_thunks;

  std::string instance_;
  std::string program_;
  redaction secrets_;
  wp_host abi_;

  const bool has_state_;
  const bool has_points_;
  mutable std::shared_mutex mutex_;  // of parts_
  std::unique_ptr<host_parts> parts_;

  std::mutex watch_mutex_;
  jump_watch watch_;
};

}  // namespace watchpost::engine
