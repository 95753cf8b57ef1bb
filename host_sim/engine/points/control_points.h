// control_points.h - what stands behind wp.points/1: the board of this host, or a controller that an embedder
// brings along.
#pragma once

#include "engine/error.h"

#include <watchpost/cpp/point_values.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

/// Every function: any thread. `watchpost/service/points.h` has the contract.
class control_points {
 public:
  /// Exactly once, on any thread. A failure means that nothing moved.
  using answer = std::function<void(abi::expected<point::operated>)>;

  control_points() = default;
  control_points(const control_points&) = delete;
  control_points& operator=(const control_points&) = delete;
  virtual ~control_points() = default;

  virtual std::vector<point::info> find(std::string_view pattern) const = 0;
  virtual std::optional<point::sample> read(std::string_view id) const = 0;

  /// `instance`: whose keys.
  virtual void operate(std::string instance, point::operation operation, answer done) = 0;
  virtual void outcome_of(std::string instance, std::string key, answer done) = 0;
  virtual void acknowledge(std::string instance, point::acknowledgement acknowledgement, answer done) = 0;
};

}  // namespace watchpost::engine
