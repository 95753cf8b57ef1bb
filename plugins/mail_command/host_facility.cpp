#include "host_facility.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace watchpost::mail_command {
namespace {

namespace asio = boost::asio;

// What `start(finish)` ends with: it calls finish(Came) once, on any thread, perhaps at once.
template <class Came, class Start>
mail::net::task<Came> answered(asio::io_context& loop, Start start) {
  const auto initiate = [&loop, &start](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    start([&loop, held](Came came) {
      asio::post(loop, [held, came = std::move(came)]() mutable { (*held)(std::move(came)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Came)>(initiate,
                                                                                     asio::use_awaitable);
}

mishap mishap_of(const plugin::failure& f) {
  if (!f) return std::nullopt;
  return f->text;
}

reply_of_points reply_of(plugin::outcome<point::operated> came) {
  if (came) return {std::move(*came), {}};
  return {std::nullopt, came.error().text};
}

}  // namespace

mail::net::task<mishap> host_facility::commit(edits changes) {
  std::vector<plugin::edit> all;
  all.reserve(changes.size());
  for (auto& e : changes) all.push_back({std::move(e.key), std::move(e.value)});
  mishap failed = co_await answered<mishap>(loop_, [&](auto finish) {
    store_.commit(all, [finish](const plugin::failure& f) { finish(mishap_of(f)); });
  });
  co_return failed;
}

mail::net::task<reply_of_points> host_facility::operate(point::operation what) {
  reply_of_points heard = co_await answered<reply_of_points>(loop_, [&](auto finish) {
    points_.operate(what,
                    [finish](plugin::outcome<point::operated> came) { finish(reply_of(std::move(came))); });
  });
  co_return heard;
}

mail::net::task<reply_of_points> host_facility::outcome(std::string key) {
  reply_of_points heard = co_await answered<reply_of_points>(loop_, [&](auto finish) {
    points_.outcome_of(
        key, [finish](plugin::outcome<point::operated> came) { finish(reply_of(std::move(came))); });
  });
  co_return heard;
}

mail::net::task<reply_of_points> host_facility::acknowledge(point::acknowledgement what) {
  reply_of_points heard = co_await answered<reply_of_points>(loop_, [&](auto finish) {
    points_.acknowledge(
        what, [finish](plugin::outcome<point::operated> came) { finish(reply_of(std::move(came))); });
  });
  co_return heard;
}

mail::net::task<mishap> host_facility::audit(std::string event, audit_facts facts) {
  if (!audit_.available()) co_return std::nullopt;
  std::vector<plugin::audit_log::fact> all;
  all.reserve(facts.size());
  for (auto& [key, value] : facts) all.push_back({std::move(key), std::move(value)});
  mishap failed = co_await answered<mishap>(loop_, [&](auto finish) {
    audit_.append(event, all, [finish](const plugin::failure& f) { finish(mishap_of(f)); });
  });
  co_return failed;
}

mail::net::task<void> host_facility::pause(std::chrono::milliseconds length) {
  asio::steady_timer timer(loop_, length);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace watchpost::mail_command
