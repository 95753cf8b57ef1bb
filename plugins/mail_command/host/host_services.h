// What carrying out mail needs of the host, in coroutines: the instance has it over the ABI, the tests have
// one that dies on demand. On the I/O thread.
#pragma once

#include "mail/net/connection.h"

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/point_values.hpp>

#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::host {

// Nothing, or why it could not be done.
using mishap = std::optional<std::string>;

// What came of a request to the points; or, when the host could not look at them, why: nothing moved.
struct reply_of_points {
  std::optional<point::operated> came;
  std::string failed;
};

using audit_facts = std::vector<std::pair<std::string, std::string>>;

class host_services {
 public:
  virtual ~host_services() = default;

  // All edits or none, durable when it ends.
  virtual mail::net::task<mishap> commit(plugin::edits changes) = 0;

  virtual std::vector<point::info> catalogue() = 0;
  virtual std::optional<point::sample> read(std::string_view point) = 0;
  virtual mail::net::task<reply_of_points> operate(point::operation operation) = 0;
  virtual mail::net::task<reply_of_points> outcome(std::string key) = 0;
  virtual mail::net::task<reply_of_points> acknowledge(point::acknowledgement acknowledgement) = 0;

  // Durable when it ends. No secrets.
  virtual mail::net::task<mishap> audit(std::string event, audit_facts facts) = 0;

  virtual std::int64_t wall_ms() const = 0;

  // In the host's log. No secrets.
  virtual void warn(const std::string& text) = 0;
};

}  // namespace watchpost::mail_command::host
