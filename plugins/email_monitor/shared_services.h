// What the monitors of a module share. On the I/O thread.
#pragma once

#include "account/network.h"
#include "mail/broker/broker.h"
#include "refusals.h"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>

namespace watchpost::email_monitor {

struct shared_services {
  mail::net::network& net;
  mail::broker& mailboxes;
  refusals& refused;
};

// Lives and dies with the I/O thread's io_context.
class module_services final : public boost::asio::execution_context::service {
 public:
  inline static boost::asio::execution_context::id id;

  explicit module_services(boost::asio::execution_context& loop)
      : service(loop), network_(account::network_of(static_cast<boost::asio::io_context&>(loop))) {}

  shared_services shared() { return {network_, mailboxes_, refused_}; }
  std::size_t& under_way() { return under_way_; }

 private:
  void shutdown() override {}

  mail::net::network& network_;
  mail::broker mailboxes_{network_};
  refusals refused_;
  std::size_t under_way_ = 0;
};

inline shared_services shared_services_of(boost::asio::io_context& loop) {
  return boost::asio::use_service<module_services>(loop).shared();
}

// A poll or an action under way, while it lives.
class one_under_way {
 public:
  explicit one_under_way(boost::asio::io_context& loop)
      : all_(boost::asio::use_service<module_services>(loop).under_way()) {
    ++all_;
  }
  ~one_under_way() { --all_; }
  one_under_way(const one_under_way&) = delete;
  one_under_way& operator=(const one_under_way&) = delete;

  // Of all instances.
  std::size_t others() const { return all_ - 1; }

 private:
  std::size_t& all_;
};

}  // namespace watchpost::email_monitor
