// The services of the host over the ABI: the host answers on its threads, and the answers go on on the I/O thread.
#pragma once

#include "host_services.h"

#include <watchpost/cpp/audit.hpp>
#include <watchpost/cpp/io_thread.hpp>
#include <watchpost/cpp/points.hpp>
#include <watchpost/cpp/services.hpp>

namespace watchpost::mail_command::host {

class abi_host_services final : public host_services {
 public:
  // `io`, `store` and `clock` outlive it and every task of it.
  abi_host_services(plugin::host_ref host, const plugin::state_store& store, const plugin::clock& clock,
                    plugin::io_thread& io)
      : host_(host), store_(store), clock_(clock), points_(host), audit_(host), io_(io) {}

  mail::net::task<mishap> commit(plugin::edits changes) override;
  std::vector<point::info> catalogue() override { return points_.find(); }
  std::optional<point::sample> read(std::string_view point) override { return points_.read(point); }
  mail::net::task<reply_of_points> operate(point::operation operation) override;
  mail::net::task<reply_of_points> outcome(std::string key) override;
  mail::net::task<reply_of_points> acknowledge(point::acknowledgement acknowledgement) override;
  mail::net::task<mishap> audit(std::string event, audit_facts facts) override;
  std::int64_t wall_ms() const override { return clock_.wall_ms(); }
  void warn(const std::string& text) override { host_.warning(text); }

 private:
  plugin::host_ref host_;
  const plugin::state_store& store_;
  const plugin::clock& clock_;
  plugin::points points_;
  plugin::audit_log audit_;
  plugin::io_thread& io_;
};

}  // namespace watchpost::mail_command::host
