#include "connection.h"

#include "guard.h"
#include "internals.h"
#include "stream.h"

namespace watchpost::mail::net {

task<result<std::unique_ptr<transport>>> connect(network& net, connect_options options, cancellation cancel,
                                                 session_report& report) {
  auto made = std::make_unique<stream>(net, options, cancel, report);
  CO_TRY(co_await made->open());
  co_return std::unique_ptr<transport>(std::move(made));
}

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

struct cancellation::state {
  bool raised = false;
  cancel_hook* first = nullptr;
};

cancellation::cancellation() : state_(std::make_shared<state>()) {}

void cancellation::raise() {
  const std::shared_ptr<state> keep = state_;
  keep->raised = true;
  while (keep->first != nullptr) {
    cancel_hook& hook = *keep->first;
    hook.unlink();
    hook.raised_();
  }
}

bool cancellation::raised() const noexcept { return state_->raised; }

cancel_hook::cancel_hook(const cancellation& of, std::function<void()> raised)
    : list_(of.shared()), raised_(std::move(raised)) {
  if (list_->raised) return;
  next_ = list_->first;
  from_ = &list_->first;
  if (next_ != nullptr) next_->from_ = &next_;
  list_->first = this;
}

cancel_hook::~cancel_hook() { unlink(); }

void cancel_hook::unlink() {
  if (from_ == nullptr) return;
  *from_ = next_;
  if (next_ != nullptr) next_->from_ = from_;
  from_ = nullptr;
  next_ = nullptr;
}

task<result<void>> wait_until(network& net, instant when, cancellation cancel) {
  event over{net.executor()};
  guard until{net.internals().timers, cancel, [&over] { over.set(); }};
  until.until(when);
  co_await over.wait();
  if (until.why() == cause::cancelled) co_return until.failed(stage::connect);
  co_return result<void>{};
}

}  // namespace watchpost::mail::net
