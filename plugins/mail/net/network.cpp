#include "internals.h"

namespace watchpost::mail::net {

network::network(boost::asio::any_io_executor executor, const clock& time)
    : impl_(std::make_unique<impl>(std::move(executor), time)) {}

network::~network() = default;

const boost::asio::any_io_executor& network::executor() const noexcept { return impl_->executor; }

const clock& network::time() const noexcept { return impl_->timers.time(); }

void network::time_jumped() { impl_->timers.look(); }

std::optional<instant> network::next_timer() const { return impl_->timers.next(); }

network::memory& network::remembered(const endpoint& server, tls_mode tls) {
  return impl_->memories.of({.host = server.host, .port = server.port, .tls = tls, .trust = {}});
}

network::account_memory& network::remembered(const endpoint& server, tls_mode tls, const std::string& user) {
  return impl_->accounts.of({{.host = server.host, .port = server.port, .tls = tls, .trust = {}}, user});
}

}  // namespace watchpost::mail::net
