#include "abi_host_services.h"

#include <watchpost/cpp/awaited.hpp>

#include <utility>

namespace watchpost::mail_command::host {
namespace {

mishap mishap_of(const plugin::status& f) {
  if (!f) return std::nullopt;
  return f->text;
}

reply_of_points reply_of(plugin::expected<point::operated> came) {
  if (came) return {std::move(*came), {}};
  return {std::nullopt, came.error().text};
}

}  // namespace

mail::net::task<mishap> abi_host_services::commit(plugin::edits changes) {
  const plugin::status failed = co_await plugin::commit(io_, store_, std::move(changes));
  co_return mishap_of(failed);
}

mail::net::task<reply_of_points> abi_host_services::operate(point::operation operation) {
  reply_of_points heard = co_await plugin::awaited<reply_of_points>(io_, [&](auto finish) {
    points_.operate(operation,
                    [finish](plugin::expected<point::operated> came) { finish(reply_of(std::move(came))); });
  });
  co_return heard;
}

mail::net::task<reply_of_points> abi_host_services::outcome(std::string key) {
  reply_of_points heard = co_await plugin::awaited<reply_of_points>(io_, [&](auto finish) {
    points_.outcome_of(
        key, [finish](plugin::expected<point::operated> came) { finish(reply_of(std::move(came))); });
  });
  co_return heard;
}

mail::net::task<reply_of_points> abi_host_services::acknowledge(point::acknowledgement acknowledgement) {
  reply_of_points heard = co_await plugin::awaited<reply_of_points>(io_, [&](auto finish) {
    points_.acknowledge(acknowledgement, [finish](plugin::expected<point::operated> came) {
      finish(reply_of(std::move(came)));
    });
  });
  co_return heard;
}

mail::net::task<mishap> abi_host_services::audit(std::string event, audit_facts facts) {
  if (!audit_.available()) co_return std::nullopt;
  std::vector<plugin::audit_log::fact> all;
  all.reserve(facts.size());
  for (auto& [key, value] : facts) all.push_back({std::move(key), std::move(value)});
  mishap failed = co_await plugin::awaited<mishap>(io_, [&](auto finish) {
    audit_.append(event, all, [finish](const plugin::status& f) { finish(mishap_of(f)); });
  });
  co_return failed;
}

}  // namespace watchpost::mail_command::host
