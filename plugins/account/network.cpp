#include "network.h"

#include <watchpost/cpp/module.hpp>

#include <boost/asio/post.hpp>

namespace watchpost::account {

shared_network::shared_network(boost::asio::execution_context& loop)
    : service(loop),
      clock_(plugin::module_host()),
      network_(static_cast<boost::asio::io_context&>(loop).get_executor(), clock_) {
  auto& context = static_cast<boost::asio::io_context&>(loop);
  clock_.watch([this, &context] { boost::asio::post(context, [this] { network_.time_jumped(); }); });
}

}  // namespace watchpost::account
