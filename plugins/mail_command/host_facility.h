// The facility over the ABI: the host answers on its threads, and the answers go on on the I/O thread.
#pragma once

#include "facility.h"

#include <watchpost/cpp/audit.hpp>
#include <watchpost/cpp/points.hpp>
#include <watchpost/cpp/services.hpp>

#include <boost/asio/io_context.hpp>

namespace watchpost::mail_command {

class host_facility final : public facility {
 public:
  // `loop`, `store` and `clock` outlive it and every task of it.
  host_facility(plugin::host_ref host, const plugin::state_store& store, const plugin::clock& clock,
                boost::asio::io_context& loop)
      : host_(host), store_(store), clock_(clock), points_(host), audit_(host), loop_(loop) {}

  mail::net::task<mishap> commit(edits changes) override;
  std::vector<point::info> catalogue() override { return points_.find(); }
  std::optional<point::sample> read(std::string_view point) override { return points_.read(point); }
  mail::net::task<reply_of_points> operate(point::operation what) override;
  mail::net::task<reply_of_points> outcome(std::string key) override;
  mail::net::task<reply_of_points> acknowledge(point::acknowledgement what) override;
  mail::net::task<mishap> audit(std::string event, audit_facts facts) override;
  mail::net::task<void> pause(std::chrono::milliseconds length) override;
  std::int64_t wall_ms() const override { return clock_.wall_ms(); }
  void warn(const std::string& text) override { host_.warning(text); }

 private:
  plugin::host_ref host_;
  const plugin::state_store& store_;
  const plugin::clock& clock_;
  plugin::points points_;
  plugin::audit_log audit_;
  boost::asio::io_context& loop_;
};

}  // namespace watchpost::mail_command
