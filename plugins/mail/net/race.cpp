#include "race.h"

#include "guard.h"
#include "internals.h"
#include "socket.h"

#include <memory>

namespace watchpost::mail::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
namespace codes = boost::asio::error;

// The attempt never left this machine: no route, no address of that family, no more sockets.
bool is_own(const error_code& code) {
  return code == codes::network_unreachable || code == codes::network_down ||
         code == codes::address_family_not_supported || code == codes::no_descriptors ||
         code == codes::no_buffer_space ||
         code == boost::system::errc::make_error_code(boost::system::errc::address_not_available);
}

// Shared with the attempts under way, which may end after the race.
class runners : public std::enable_shared_from_this<runners> {
 public:
  runners(network& net, std::vector<tcp::endpoint> addresses)
      : executor_(net.executor()),
        addresses_(std::move(addresses)),
        over_(executor_),
        clock_(net.time()),
        next_start_(std::in_place, net.internals().timers, [this] { start_next(); }) {
    sockets_.reserve(addresses_.size());
  }

  task<void> run() {
    start_next();
    return over_.wait();
  }

  void stop() { over_.set(); }

  // Closes all but the winner. The timer must not outlive the network.
  void finish() {
    next_start_.reset();
    error_code ignored;
    for (tcp::socket& socket : sockets_)
      if (&socket != winner_) socket.close(ignored);
  }

  std::vector<route::attempt> attempts() const {
    std::vector<route::attempt> all;
    for (std::size_t i = 0; i < trials_.size(); ++i) {
      const auto& [began, ended, error] = trials_[i];
      const auto took = ended.value_or(std::chrono::steady_clock::now()) - began;
      all.push_back({.address = to_text(addresses_[i]),
                     .took = std::chrono::duration_cast<std::chrono::microseconds>(took),
                     .end = !ended  ? "given up"
                            : error ? error.message()
                                    : "connected"});
    }
    return all;
  }

  tcp::socket* winner() { return winner_; }
  // Of the attempt that tells most: the first one that left this machine, or else the first.
  const tcp::endpoint& told_address() const { return addresses_[told_]; }
  const error_code& told_error() const { return told_error_; }

 private:
  void start_next() {
    while (sockets_.size() < addresses_.size()) {
      const std::size_t index = sockets_.size();
      tcp::socket& socket = sockets_.emplace_back(executor_);
      trials_.push_back({.began = std::chrono::steady_clock::now(), .ended = {}, .error = {}});
      if (const error_code error = open_socket(socket, addresses_[index].protocol())) {
        lost(index, error);
        continue;
      }
      ++running_;
      socket.async_connect(addresses_[index], [self = shared_from_this(), index](const error_code& error) {
        self->connected(index, error);
      });
      if (sockets_.size() < addresses_.size()) next_start_->expires_at(clock_.now() + head_start);
      return;
    }
    if (running_ == 0) over_.set();
  }

  void connected(std::size_t index, const error_code& error) {
    --running_;
    if (!next_start_ || winner_ != nullptr) return;  // the race is over
    trials_[index].ended = std::chrono::steady_clock::now();
    if (!error) {
      winner_ = &sockets_[index];
      over_.set();
      return;
    }
    lost(index, error);
    start_next();
  }

  void lost(std::size_t index, const error_code& code) {
    trials_[index].ended = std::chrono::steady_clock::now();
    trials_[index].error = code;
    const bool own = is_own(code);
    const bool better = !told_error_ || (own == is_own(told_error_) ? index < told_ : !own);
    if (!better) return;
    told_ = index;
    told_error_ = code;
  }

  struct trial {
    std::chrono::steady_clock::time_point began;
    std::optional<std::chrono::steady_clock::time_point> ended;  // nothing: under way when the race was over
    error_code error;
  };

  boost::asio::any_io_executor executor_;
  std::vector<tcp::endpoint> addresses_;
  std::vector<tcp::socket> sockets_;  // never reallocated; one per address that was tried
  std::vector<trial> trials_;         // one per socket
  event over_;
  const clock& clock_;
  std::optional<timer> next_start_;  // empty after the race
  tcp::socket* winner_ = nullptr;
  std::size_t running_ = 0;
  std::size_t told_ = 0;
  error_code told_error_;
};

}  // namespace

task<result<tcp::socket>> race(network& net, std::vector<tcp::endpoint> addresses, guard& under,
                               std::vector<route::attempt>& tried) {
  const auto all = std::make_shared<runners>(net, std::move(addresses));
  under.on_trip([all] { all->stop(); });
  co_await all->run();
  under.on_trip({});
  all->finish();
  tried = all->attempts();
  if (all->winner() != nullptr && !under.tripped()) co_return std::move(*all->winner());

  failure f = under.failed(stage::connect);
  const std::string where = to_text(all->told_address());
  if (under.tripped()) {
    f.detail = "no answer from " + where;
  } else {
    f.why = is_own(all->told_error()) ? cause::offline : cause::refused;
    f.code = all->told_error().value();
    f.detail = where + ": " + all->told_error().message();
  }
  co_return f;
}

}  // namespace watchpost::mail::net
