// watchpost/cpp/awaited.hpp - answers of the host's services, awaited by a coroutine on the I/O thread.
//
//   boost::asio::awaitable<void> remember(plugin::io_thread& io, const plugin::state_store& store,
//                                         plugin::edits changes, plugin::op op) {
//     const plugin::status failed = co_await plugin::commit(io, store, std::move(changes));
//     failed ? op.fail(*failed) : op.done();
//   }
//
// The host answers on a thread of its own; the coroutine goes on on the I/O thread. Who awaits keeps the
// instance active until the answer is there: operations.hpp counts that.
#pragma once

#include <watchpost/cpp/io_thread.hpp>
#include <watchpost/cpp/services.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace watchpost::plugin {

/// What `start(finish)` comes to: it arranges that finish(Came) is called once, on any thread, perhaps at once.
/// On the I/O thread; `io` is used until the answer has come. Throws what `start` throws.
template <class Came, class Start>
boost::asio::awaitable<Came> awaited(io_thread& io, Start start) {
  const auto initiate = [&io, &start](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    start([&io, held](Came came) {
      io.post([held, came = std::move(came)]() mutable { (*held)(std::move(came)); });
    });
  };
  Came came = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Came)>(
      initiate, boost::asio::use_awaitable);
  co_return came;
}

/// state_store::commit(), awaited: nothing when the edits are on the disk, all of them; else why none is.
inline boost::asio::awaitable<status> commit(io_thread& io, const state_store& store, edits changes) {
  status failed =
      co_await awaited<status>(io, [&](auto finish) { store.commit(changes, std::move(finish)); });
  co_return failed;
}

}  // namespace watchpost::plugin
